/* What the C programs of tests/c need of POSIX, on Windows. Included before each of them. */

#ifndef RINGOUT_WINDOWS_H
#define RINGOUT_WINDOWS_H

#include <winsock2.h>

#include <io.h>
#include <unistd.h>
#include <ws2tcpip.h>

static inline int windows_send(int connection, const void *bytes, size_t size)
{
    return send((SOCKET)connection, (const char *)bytes, (int)size, 0);
}

static inline int windows_receive(int connection, void *bytes, size_t size)
{
    return recv((SOCKET)connection, (char *)bytes, (int)size, 0);
}

#define write windows_send
#define read windows_receive
#define close(connection) closesocket((SOCKET)(connection))

/* Before main(), because Windows has no sockets without it. */
__attribute__((constructor)) static void windows_sockets(void)
{
    WSADATA data;
    (void)WSAStartup(MAKEWORD(2, 2), &data);
}

#endif
