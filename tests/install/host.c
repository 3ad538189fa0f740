/* Loads plug-ins that contain the library: host TO PLUGIN... Prints what each returns, and unloads none. */

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

int main(int count, char **arguments)
{
    for (int i = 2; i < count; i++) {
        void *plugin = dlopen(arguments[i], RTLD_NOW | RTLD_GLOBAL);
        if (plugin == NULL) {
            fprintf(stderr, "%s\n", dlerror());
            return 1;
        }
        void *symbol = dlsym(plugin, "plugin_call");
        int (*call)(const char *, char *, size_t);
        memcpy(&call, &symbol, sizeof call);
        char text[256];
        if (call == NULL || call(arguments[1], text, sizeof text) != 0)
            return 1;
        puts(text);
    }
    return 0;
}
