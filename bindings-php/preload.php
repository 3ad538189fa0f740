<?php

// For web servers, where only preloaded code may use C libraries (`ffi.enable=preload`, the default). Name this file in php.ini, or
// require it in the program's own preload file, and start the server again:
//
//     opcache.preload = /srv/app/vendor/ringout/ringout/preload.php
//
// Each request that uses the package then reads its declarations, in half a millisecond. To read them only once, let this file
// print them with the path of the package's library, and name that file as well:
//
//     php vendor/ringout/ringout/preload.php > /etc/php/ringout.h
//     ffi.preload = /etc/php/ringout.h

declare(strict_types=1);

if (PHP_SAPI === 'cli' && realpath($_SERVER['SCRIPT_FILENAME'] ?? '') === __FILE__) {
    require_once __DIR__ . '/src/autoload.php';
    $header = (string) file_get_contents(__DIR__ . '/lib/ringout_ffi.h');
    $library = '#define FFI_LIB "' . RingOut\Native::library() . '"';
    echo preg_replace_callback('/^#define FFI_LIB .*$/m', static fn () => $library, $header, 1);
} else {
    foreach (['Values', 'types', 'Native', 'Operation', 'Call', 'Client', 'PlaceAll', 'Inbox', 'Compat'] as $name) {
        require_once __DIR__ . "/src/$name.php";
    }
}
