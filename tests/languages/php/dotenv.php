<?php

// Composer's autoload.php of the quick start: Dotenv of the system, or what the quick start uses of it.

namespace Dotenv;

if (stream_resolve_include_path('Dotenv/autoload.php')) {
    require_once 'Dotenv/autoload.php';
} else {
    class Dotenv
    {
        private function __construct(private string $folder)
        {
        }

        public static function createImmutable(string $folder): self
        {
            return new self($folder);
        }

        public function load(): void
        {
            $_ENV += parse_ini_file("$this->folder/.env", false, INI_SCANNER_RAW);
        }
    }
}
