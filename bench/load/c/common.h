// Shared by the three load programs: a clock, a file reader, loopback sockets. Linux only (epoll, prctl).
#pragma once
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static const uint64_t Second = 1000000000ull;

/// Nanoseconds of the monotonic clock; the same in every process of this machine, so mock and load can compare stamps.
static inline uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * Second + (uint64_t)t.tv_nsec;
}

static inline void fail(const char *what)
{
    perror(what);
    exit(1);
}

/// The whole request (head and body) that every connection sends; the caller never frees it.
static inline char *read_request(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    if (!file) { fail(path); }
    static char bytes[64 * 1024];
    *length = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    if (*length == 0) { fprintf(stderr, "%s is empty\n", path); exit(1); }
    return bytes;
}

static inline struct sockaddr_in loopback(int port)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

static inline void no_delay(int fd)
{
    int one = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

/// Sends all or reports failure; requests are far smaller than a socket buffer.
static inline int send_all(int fd, const char *bytes, size_t length)
{
    return send(fd, bytes, length, MSG_NOSIGNAL) == (ssize_t)length;
}

static inline void watch(int epoll, int fd, uint32_t tag)
{
    struct epoll_event event = { .events = EPOLLIN, .data.u32 = tag };
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event)) { fail("epoll_ctl"); }
}

/// A worker process must not outlive the one that started it.
static inline void die_with_parent(void) { prctl(PR_SET_PDEATHSIG, SIGKILL); }
