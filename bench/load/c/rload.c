// rload PORT CONNECTIONS RATE SECONDS REQUEST_FILE
// Open-loop load: requests leave on a fixed schedule over kept-alive connections, and latency runs from the scheduled
// time, so a slow answer is not hidden by sending less (no coordinated omission). Prints one JSON line, times in µs.
#include "common.h"

typedef struct
{
    int fd;
    uint64_t scheduled;
    size_t length;
    char answer[16 * 1024];
} Connection;

static int ascending(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static int dial(int port)
{
    struct sockaddr_in address = loopback(port);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || connect(fd, (void *)&address, sizeof address)) { fail("connect"); }
    no_delay(fd);
    return fd;
}

/// Whether the answer read so far is whole: by its Content-Length, else by the last chunk.
static int is_whole(const Connection *c)
{
    const char *end = memmem(c->answer, c->length, "\r\n\r\n", 4);
    if (!end) { return 0; }
    size_t head = (size_t)(end - c->answer) + 4;
    const char *stated = strcasestr(c->answer, "\r\ncontent-length:");
    if (stated && stated < end) { return c->length >= head + strtoul(stated + 17, NULL, 10); }
    return memmem(end + 2, c->length - head + 2, "\r\n0\r\n\r\n", 7) != NULL;
}

static double at(const float *sorted, size_t count, double share) { return count ? sorted[(size_t)((double)(count - 1) * share)] : 0; }

int main(int argc, char **argv)
{
    if (argc != 6) { fprintf(stderr, "rload PORT CONNECTIONS RATE SECONDS REQUEST_FILE\n"); return 2; }
    int port = atoi(argv[1]), count = atoi(argv[2]);
    double rate = atof(argv[3]), seconds = atof(argv[4]);
    size_t request_length;
    const char *request = read_request(argv[5], &request_length);
    prctl(PR_SET_TIMERSLACK, 1000); // the default, 50 µs, is more than what we measure

    int epoll = epoll_create1(0);
    Connection *connections = calloc((size_t)count, sizeof *connections);
    int *idle = malloc((size_t)count * sizeof *idle), idle_count = 0;
    for (int i = 0; i < count; i++)
    {
        connections[i].fd = dial(port);
        watch(epoll, connections[i].fd, (uint32_t)i);
        idle[idle_count++] = i;
    }

    size_t capacity = (size_t)(rate * seconds * 1.1) + 1000, answered = 0, errors = 0, missed = 0;
    float *latency = malloc(capacity * sizeof *latency);
    uint64_t start = now_ns(), stop = start + (uint64_t)(seconds * 1e9), period = (uint64_t)(1e9 / rate), next = start;
    struct epoll_event events[256];
    for (uint64_t now = start; now < stop; now = now_ns())
    {
        while (next <= now && idle_count > 0)
        {
            Connection *c = &connections[idle[--idle_count]];
            c->scheduled = next;
            c->length = 0;
            next += period;
            errors += !send_all(c->fd, request, request_length);
        }
        uint64_t wait = next > now ? next - now : 50 * 1000 * 1000; // overdue: only an answer frees a connection
        if (wait > 50 * 1000 * 1000) { wait = 50 * 1000 * 1000; }
        struct timespec timeout = { .tv_nsec = (long)wait };
        int ready = epoll_pwait2(epoll, events, 256, &timeout, NULL);
        for (int i = 0; i < ready; i++)
        {
            Connection *c = &connections[events[i].data.u32];
            ssize_t got = recv(c->fd, c->answer + c->length, sizeof c->answer - 1 - c->length, MSG_DONTWAIT);
            if (got < 0 && (errno == EAGAIN || errno == EINTR)) { continue; }
            if (got <= 0)
            {
                errors++;
                close(c->fd);
                c->fd = dial(port);
                watch(epoll, c->fd, events[i].data.u32);
                idle[idle_count++] = (int)events[i].data.u32;
                continue;
            }
            c->length += (size_t)got;
            c->answer[c->length] = 0;
            if (!is_whole(c)) { continue; }
            errors += strncmp(c->answer + 9, "200", 3) != 0;
            if (answered < capacity) { latency[answered++] = (float)(now_ns() - c->scheduled) / 1000.0f; }
            idle[idle_count++] = (int)events[i].data.u32;
        }
    }
    if (next < stop) { missed = (size_t)((stop - next) / period); }
    qsort(latency, answered, sizeof *latency, ascending);
    printf("{\"n\":%zu,\"errors\":%zu,\"missed\":%zu,\"p50\":%.1f,\"p90\":%.1f,\"p99\":%.1f,\"max\":%.1f}\n", answered, errors, missed,
        at(latency, answered, .5), at(latency, answered, .9), at(latency, answered, .99), at(latency, answered, 1));
    return 0;
}
