using Shouldly;
using Tollgate.Loops;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Loops;

/// <summary>Unix sockets keep the contract that TCP sockets have.</summary>
public sealed class LocalSocketTests
{
    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task Bytes_go_both_ways_and_the_end_is_heard(string engine)
    {
        using var folder = new TempFolder();
        await using var fixture = new LoopFixture(engine, loops: 2);
        fixture.Group.ListenLocal(folder.File("s"), (transport, _) => LoopTransfers.EchoAsync(transport).Forget());
        var sent = new byte[3_000_000];
        new Random(1).NextBytes(sent);

        (await fixture.RunAsync(() => SendAndReceiveAsync(fixture.Loop, folder.File("s"), sent))).ShouldBe(sent);

        fixture.Faults.ShouldBeEmpty();
        await Eventually.TrueAsync(() => fixture.Group.Loops.Sum(loop => loop.Counters.Sockets) == 0);
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task Where_nobody_listens_there_is_no_connection(string engine)
    {
        using var folder = new TempFolder();
        await using var fixture = new LoopFixture(engine);

        (await fixture.RunAsync(() => fixture.Loop.ConnectLocalAsync(folder.File("none"), 1_000))).ShouldBeNull();
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task Path_that_is_too_long_says_so(string engine)
    {
        await using var fixture = new LoopFixture(engine);
        var path = "/tmp/" + new string('x', 103);

        Should.Throw<IOException>(() => fixture.Group.ListenLocal(path, (_, _) => { })).Message.ShouldContain("108");
        (await Should.ThrowAsync<IOException>(() => fixture.RunAsync(() => fixture.Loop.ConnectLocalAsync(path, 1_000)))).Message.ShouldContain("at most 107 bytes");
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task Socket_that_a_dead_process_left_is_replaced_and_one_in_use_is_not(string engine)
    {
        using var folder = new TempFolder();
        var path = folder.File("s");
        await using (var first = new LoopFixture(engine))
        {
            first.Group.ListenLocal(path, (transport, _) => transport.Close());
            if (!OperatingSystem.IsWindows())
            {
                File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            Should.Throw<IOException>(() => first.Group.ListenLocal(path, (_, _) => { })).Message.ShouldContain("another process");
        }

        await using var second = new LoopFixture(engine);
        second.Group.ListenLocal(path, (transport, _) => LoopTransfers.EchoAsync(transport).Forget());
        (await second.RunAsync(() => SendAndReceiveAsync(second.Loop, path, [1, 2, 3]))).ShouldBe([1, 2, 3]);
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task Peer_that_leaves_aborts_what_is_bound_to_it(string engine)
    {
        using var folder = new TempFolder();
        await using var fixture = new LoopFixture(engine);
        fixture.Group.ListenLocal(folder.File("s"), (transport, _) => transport.Close());

        (await fixture.RunAsync(async LoopTask<bool> () =>
        {
            var bound = LoopPipe.Create(fixture.Loop).Client;
            var transport = (await fixture.Loop.ConnectLocalAsync(folder.File("s"), 5_000))!;
            transport.AbortOnHangUp(bound);
            await bound.WaitReadableAsync();
            transport.Close();
            return bound.Aborted == AbortReason.PeerGone;
        })).ShouldBeTrue();
    }

    private static async LoopTask<byte[]> SendAndReceiveAsync(EventLoop loop, string path, byte[] bytes)
    {
        var transport = (await loop.ConnectLocalAsync(path, 5_000))!;
        var sending = SendAsync(transport, bytes);
        var received = new byte[bytes.Length];
        var count = 0;
        while (count < received.Length && await transport.ReceiveAsync(received.AsMemory(count)) is > 0 and var more)
        {
            count += more;
        }

        await sending;
        transport.Close();
        return received[..count];
    }

    private static async LoopTask SendAsync(Transport transport, byte[] bytes) => await transport.SendAsync(bytes);
}
