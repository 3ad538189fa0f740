module ringout

go 1.19
