// sseload PORT STREAMS WORKERS RAMP_PER_SECOND SECONDS REQUEST_FILE REPEAT
// Opens STREAMS event streams at the given pace, reads them until SECONDS have passed, and with REPEAT=1 asks again on
// the same connection when one ends, as chats (OpenAI) or messages (Anthropic) do. Counts ssemock's stamped events and their age on arrival. Prints one JSON line, µs.
#include "common.h"
#include <sys/mman.h>
#include <sys/wait.h>

enum { Buckets = 1024, CarryMax = 32, MaxDescriptors = 65536, PerAddress = 8000 };

typedef struct
{
    uint64_t opened, errors, closed, events, done, refused;
    uint64_t age[Buckets];
} Counts;

// What a read left behind: an event's marker or a stream's end may be split anywhere.
typedef struct { unsigned char length; unsigned char ending; unsigned char answered; char carry[CarryMax]; } Reader;

static Reader readers[MaxDescriptors];

/// Logarithmic, 16 steps per doubling (an error of at most 6 %).
static int bucket_of(uint64_t us)
{
    if (us < 16) { return (int)us; }
    int exponent = 63 - __builtin_clzll(us);
    int bucket = (exponent - 3) * 16 + (int)((us >> (exponent - 4)) & 15);
    return bucket < Buckets ? bucket : Buckets - 1;
}

static double value_of(int bucket)
{
    if (bucket < 16) { return bucket; }
    int exponent = bucket / 16 + 3;
    return (double)((16ull + (unsigned)(bucket % 16)) << (exponent - 4));
}

static double percentile(const Counts *c, double share)
{
    uint64_t total = 0, seen = 0;
    for (int i = 0; i < Buckets; i++) { total += c->age[i]; }
    for (int i = 0; i < Buckets; i++)
    {
        seen += c->age[i];
        if (total && (double)seen >= (double)total * share) { return value_of(i); }
    }
    return 0;
}

static int open_stream(int port, int worker, int index)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    if (fd < 0) { return -1; }
    // A source address per 8,000 streams: one address has some 28,000 ports, and closed ones rest for a minute.
    struct sockaddr_in source = loopback(0), target = loopback(port);
    source.sin_addr.s_addr = htonl(0x7F000000u | (uint32_t)(worker + 1) << 8 | (uint32_t)(index / PerAddress + 1));
    setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
    if (fd >= MaxDescriptors || bind(fd, (void *)&source, sizeof source) || connect(fd, (void *)&target, sizeof target))
    {
        close(fd);
        return -1;
    }
    no_delay(fd);
    return fd;
}

/// Counts what lies whole in the window and keeps the rest for the next read; true when the answer has ended.
static int scan(Reader *r, char *window, size_t length, Counts *counts)
{
    char *from = window, *end = window + length;
    uint64_t now = now_ns();
    if (!r->answered && length >= 12)
    {
        r->answered = 1;
        counts->refused += memcmp(window + 9, "200", 3) != 0;
    }
    for (char *mark; (mark = memmem(from, (size_t)(end - from), "ts=", 3)) && mark + 23 <= end; from = mark + 23)
    {
        uint64_t sent = strtoull(mark + 3, NULL, 10);
        counts->events++;
        if (sent && now > sent) { counts->age[bucket_of((now - sent) / 1000)]++; }
    }
    char *done = r->ending ? NULL : memmem(from, (size_t)(end - from), "[DONE]", 6);
    if (!done && !r->ending) { done = memmem(from, (size_t)(end - from), "message_stop", 12); }
    if (done) { r->ending = 1; counts->done++; from = done + 6; }
    int ended = r->ending && memmem(from, (size_t)(end - from), "\r\n0\r\n\r\n", 7);
    if (ended) { from = end; r->ending = 0; r->answered = 0; }
    size_t rest = (size_t)(end - from) < CarryMax - 1 ? (size_t)(end - from) : CarryMax - 1;
    memcpy(r->carry, end - rest, rest);
    r->length = (unsigned char)rest;
    return ended;
}

static void work(int worker, int count, int port, double ramp, uint64_t stop, const char *request, size_t length, int repeat,
    Counts *counts)
{
    static char buffer[CarryMax + 64 * 1024 + 1];
    struct epoll_event events[512];
    int epoll = epoll_create1(0), opened = 0;
    uint64_t start = now_ns();
    for (uint64_t now = start; now < stop; now = now_ns())
    {
        double wanted = (double)(now - start) / 1e9 * ramp;
        for (int burst = 0; burst < 50 && opened < count && opened < wanted; burst++)
        {
            int fd = open_stream(port, worker, opened++);
            if (fd < 0 || !send_all(fd, request, length)) { counts->errors++; if (fd >= 0) { close(fd); } continue; }
            readers[fd] = (Reader){ 0 };
            watch(epoll, fd, (uint32_t)fd);
            counts->opened++;
        }
        int ready = epoll_wait(epoll, events, 512, opened < count ? 1 : 50);
        for (int i = 0; i < ready; i++)
        {
            int fd = (int)events[i].data.u32;
            Reader *r = &readers[fd];
            memcpy(buffer, r->carry, r->length);
            ssize_t got = recv(fd, buffer + r->length, 64 * 1024, MSG_DONTWAIT);
            if (got < 0 && (errno == EAGAIN || errno == EINTR)) { continue; }
            if (got <= 0) { counts->closed++; close(fd); continue; }
            size_t window = r->length + (size_t)got;
            buffer[window] = 0;
            if (scan(r, buffer, window, counts) && repeat) { counts->errors += !send_all(fd, request, length); }
        }
    }
}

int main(int argc, char **argv)
{
    if (argc != 8) { fprintf(stderr, "sseload PORT STREAMS WORKERS RAMP_PER_SECOND SECONDS REQUEST_FILE REPEAT\n"); return 2; }
    int port = atoi(argv[1]), streams = atoi(argv[2]), workers = atoi(argv[3]), repeat = atoi(argv[7]);
    double ramp = atof(argv[4]);
    uint64_t stop = now_ns() + (uint64_t)(atof(argv[5]) * 1e9);
    size_t length;
    const char *request = read_request(argv[6], &length);
    Counts *counts = mmap(NULL, sizeof(Counts) * (size_t)workers, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    for (int w = 0; w < workers; w++)
    {
        if (fork() == 0)
        {
            die_with_parent();
            work(w, streams / workers, port, ramp / workers, stop, request, length, repeat, &counts[w]);
            _exit(0);
        }
    }
    while (wait(NULL) > 0) { }
    for (int w = 1; w < workers; w++)
    {
        uint64_t *sum = (uint64_t *)counts, *more = (uint64_t *)&counts[w];
        for (size_t i = 0; i < sizeof(Counts) / sizeof *sum; i++) { sum[i] += more[i]; }
    }
    printf("{\"opened\":%llu,\"errors\":%llu,\"closed\":%llu,\"refused\":%llu,\"events\":%llu,\"done\":%llu,\"p50\":%.0f,\"p99\":%.0f}\n",
        (unsigned long long)counts->opened, (unsigned long long)counts->errors, (unsigned long long)counts->closed,
        (unsigned long long)counts->refused, (unsigned long long)counts->events, (unsigned long long)counts->done,
        percentile(counts, .5), percentile(counts, .99));
    return 0;
}
