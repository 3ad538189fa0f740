#include "ringout_windows.h"
