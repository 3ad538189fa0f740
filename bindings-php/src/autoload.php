<?php

// Loads the classes for programs without Composer.

declare(strict_types=1);

spl_autoload_register(static function (string $class): void {
    static $files = null;
    if (!str_starts_with($class, 'RingOut\\')) {
        return;
    }
    $files ??= array_merge(
        array_fill_keys(['Call', 'Watch'], 'Call.php'),
        array_fill_keys(['Client', 'Session'], 'Client.php'),
        array_fill_keys(['Inbox'], 'Inbox.php'),
        array_fill_keys(['Native'], 'Native.php'),
        array_fill_keys(['Operation'], 'Operation.php'),
        array_fill_keys(['PlaceAll'], 'PlaceAll.php'),
        array_fill_keys(
            ['Value', 'Secret', 'AuthorizationMethods', 'CallStateMethods', 'ErrorInfoMethods', 'ResponseMethods', 'TokenMethods',
                'Attempt', 'CallRequest', 'Time', 'Local', 'Spelling', 'RingOut'],
            'Values.php',
        ),
    );
    $name = substr($class, strlen('RingOut\\'));
    $file = str_starts_with($name, 'Compat\\') ? 'Compat.php' : $files[$name] ?? 'types.php';
    require_once __DIR__ . '/' . $file;
});
