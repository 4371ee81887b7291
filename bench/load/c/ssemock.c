// ssemock PORT CHUNKS DELAY_MS WORKERS
// An upstream that answers every POST with an SSE stream: CHUNKS events DELAY_MS apart, each stamped with the time it
// was sent (in its text, which a translation keeps: "ts=", 20 digits, ns), then a usage event, [DONE] and the last chunk. Kept alive. One event = one send.
#include "common.h"

enum { MaxDescriptors = 65536, QueueSize = 1 << 17, RequestMax = 8 * 1024 };

typedef struct
{
    int left;              // events still to send
    unsigned generation;   // tells a due entry of this stream from one of an earlier stream on the same descriptor
    size_t length;
    char request[RequestMax];
} Stream;

typedef struct { int fd; unsigned generation; uint64_t due; } Due;

static Stream *streams[MaxDescriptors];
static unsigned generations[MaxDescriptors];
static Due queue[QueueSize]; // the delay is the same for all, so first in is first due
static unsigned queue_head, queue_tail;
static int chunk_count;
static uint64_t delay;

static void transmit(int fd, const char *bytes, size_t length) { (void)!send(fd, bytes, length, MSG_NOSIGNAL | MSG_DONTWAIT); }

static void send_event(int fd, const char *json)
{
    char out[1024];
    int length = snprintf(out, sizeof out, "%zx\r\ndata: %s\n\n\r\n", strlen(json) + 8, json);
    transmit(fd, out, (size_t)length);
}

static void enqueue(int fd, unsigned generation, uint64_t due)
{
    queue[queue_tail++ % QueueSize] = (Due){ fd, generation, due };
}

static void begin(int fd, Stream *s)
{
    static const char Head[] =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nCache-Control: no-cache\r\n"
        "x-request-id: req_0123456789abcdef\r\nTransfer-Encoding: chunked\r\n\r\n";
    transmit(fd, Head, sizeof Head - 1);
    s->left = chunk_count;
    s->generation = ++generations[fd];
    enqueue(fd, s->generation, now_ns() + delay);
}

/// Begins a stream when a whole request lies in the buffer (Content-Length or chunked), and drops the request's bytes.
static void take_request(int fd, Stream *s)
{
    s->request[s->length] = 0;
    char *end = memmem(s->request, s->length, "\r\n\r\n", 4);
    if (!end) { return; }
    size_t whole = (size_t)(end - s->request) + 4;
    char *stated = strcasestr(s->request, "\r\ncontent-length:"), *coded = strcasestr(s->request, "\r\ntransfer-encoding:");
    if (coded && coded < end)
    {
        char *last = memmem(end + 2, s->length - whole + 2, "\r\n0\r\n\r\n", 7);
        if (!last) { return; }
        whole = (size_t)(last - s->request) + 7;
    }
    else if (stated && stated < end) { whole += strtoul(stated + 17, NULL, 10); }
    if (s->length < whole) { return; }
    memmove(s->request, s->request + whole, s->length - whole);
    s->length -= whole;
    begin(fd, s);
}

static void step(const Due *due)
{
    Stream *s = streams[due->fd];
    if (!s || s->generation != due->generation) { return; }
    char json[512];
    if (s->left-- > 0)
    {
        snprintf(json, sizeof json,
            "{\"id\":\"chatcmpl-7QyqpwdfhqwajicIEznoc6Q47XAyW\",\"object\":\"chat.completion.chunk\",\"created\":1741569952,"
            "\"model\":\"gpt-4o-mini\",\"system_fingerprint\":\"fp_44709d6fcb\",\"choices\":["
            "{\"index\":0,\"delta\":{\"content\":\" hello ts=%020llu\"},"
            "\"logprobs\":null,\"finish_reason\":%s}]}", (unsigned long long)now_ns(), s->left > 0 ? "null" : "\"stop\"");
        send_event(due->fd, json);
        enqueue(due->fd, due->generation, due->due + delay);
        return;
    }
    send_event(due->fd, "{\"id\":\"chatcmpl-7QyqpwdfhqwajicIEznoc6Q47XAyW\",\"object\":\"chat.completion.chunk\",\"created\":1741569952,"
        "\"model\":\"gpt-4o-mini\",\"choices\":[],\"usage\":{\"prompt_tokens\":25,\"completion_tokens\":20,\"total_tokens\":45}}");
    static const char Done[] = "e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n";
    transmit(due->fd, Done, sizeof Done - 1);
}

static void accept_all(int epoll, int listener)
{
    for (int fd; (fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0;)
    {
        if (fd >= MaxDescriptors) { close(fd); continue; }
        no_delay(fd);
        streams[fd] = calloc(1, sizeof(Stream));
        watch(epoll, fd, (uint32_t)fd);
    }
}

static void receive(int fd)
{
    Stream *s = streams[fd];
    if (!s) { return; }
    ssize_t got = recv(fd, s->request + s->length, sizeof s->request - 1 - s->length, 0);
    if (got > 0) { s->length += (size_t)got; take_request(fd, s); return; }
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) { return; }
    generations[fd]++;
    streams[fd] = NULL;
    free(s);
    close(fd);
}

int main(int argc, char **argv)
{
    if (argc != 5) { fprintf(stderr, "ssemock PORT CHUNKS DELAY_MS WORKERS\n"); return 2; }
    chunk_count = atoi(argv[2]);
    delay = (uint64_t)(atof(argv[3]) * 1e6);
    for (int i = 1; i < atoi(argv[4]); i++)
    {
        if (fork() == 0) { die_with_parent(); break; }
    }
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    setsockopt(listener, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one);
    struct sockaddr_in address = loopback(atoi(argv[1]));
    if (bind(listener, (void *)&address, sizeof address) || listen(listener, 4096)) { fail("listen"); }
    int epoll = epoll_create1(0);
    watch(epoll, listener, (uint32_t)listener);
    struct epoll_event events[512];
    for (;;)
    {
        int wait = -1;
        if (queue_head != queue_tail)
        {
            uint64_t due = queue[queue_head % QueueSize].due, now = now_ns();
            wait = due <= now ? 0 : (int)((due - now + 999999) / 1000000);
        }
        int ready = epoll_wait(epoll, events, 512, wait);
        for (int i = 0; i < ready; i++)
        {
            int fd = (int)events[i].data.u32;
            if (fd == listener) { accept_all(epoll, listener); } else { receive(fd); }
        }
        // At most 2,000 at a time, so that new requests are not starved behind a burst.
        uint64_t now = now_ns();
        for (int sent = 0; sent < 2000 && queue_head != queue_tail && queue[queue_head % QueueSize].due <= now; sent++)
        {
            Due due = queue[queue_head++ % QueueSize];
            step(&due);
        }
    }
}
