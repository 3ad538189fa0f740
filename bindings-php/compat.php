<?php

// Gives the classes of RingOut\Compat the names of RingCentral's own SDK. A program that requires this file instead of Composer's
// autoload.php needs no other change. Do not use it together with the package ringcentral/ringcentral-php.

declare(strict_types=1);

// Composer's autoload.php, beside this package or, if the package is a link, above the program.
(static function (): void {
    $folders = [dirname(__DIR__, 2)];
    for ($folder = dirname((string) realpath($_SERVER['SCRIPT_FILENAME'])); $folder !== dirname($folder); $folder = dirname($folder)) {
        $folders[] = "$folder/vendor";
    }
    foreach ($folders as $folder) {
        if (basename($folder) === 'vendor' && is_file("$folder/autoload.php")) {
            require_once "$folder/autoload.php";
            break;
        }
    }
    require_once __DIR__ . '/src/autoload.php';
})();

class_alias(RingOut\Compat\SDK::class, 'RingCentral\SDK\SDK');
class_alias(RingOut\Compat\Platform::class, 'RingCentral\SDK\Platform\Platform');
class_alias(RingOut\Compat\Auth::class, 'RingCentral\SDK\Platform\Auth');
class_alias(RingOut\Compat\ApiResponse::class, 'RingCentral\SDK\Http\ApiResponse');
class_alias(RingOut\Compat\ApiException::class, 'RingCentral\SDK\Http\ApiException');
