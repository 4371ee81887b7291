using System.Text;
using Shouldly;
using Tollgate.Forwarding;
using Tollgate.Loops;
using Tollgate.TestSupport;
using Tollgate.Upstreams.Vertex;
using Xunit;

namespace Tollgate.Tests.Upstreams.Vertex;

public sealed class GoogleAccessTests
{
    private readonly ManualTimeProvider _time = new();
    private int _asked;
    private Func<AccessToken> _answer = static () => new AccessToken("t1", TimeSpan.FromHours(1));

    [Fact]
    public async Task Everyone_who_waits_for_a_first_token_waits_for_the_same_sign_in()
    {
        var hold = new TaskCompletionSource();
        var access = new GoogleAccess(
            async _ =>
            {
                Interlocked.Increment(ref _asked);
                await hold.Task;
                return new AccessToken("t1", TimeSpan.FromHours(1));
            },
            _time);
        access.IsReady.ShouldBeFalse();
        var waiting = Enumerable.Range(0, 20).Select(_ => access.PrepareAsync()).ToArray();
        hold.SetResult();
        (await Task.WhenAll(waiting)).ShouldAllBe(ready => ready);
        _asked.ShouldBe(1);
        Line(access).ShouldBe("authorization: Bearer t1\r\n");
    }

    [Fact]
    public async Task A_token_is_renewed_in_the_background_before_it_ends_and_serves_meanwhile()
    {
        var access = Make();
        (await access.PrepareAsync()).ShouldBeTrue();
        _time.Advance(TimeSpan.FromMinutes(54));
        access.IsReady.ShouldBeTrue();
        _asked.ShouldBe(1);
        _answer = static () => new AccessToken("t2", TimeSpan.FromHours(1));
        _time.Advance(TimeSpan.FromMinutes(2));
        access.IsReady.ShouldBeTrue();
        await access.PrepareAsync();
        Line(access).ShouldBe("authorization: Bearer t2\r\n");
        _asked.ShouldBe(2);
    }

    [Fact]
    public async Task A_token_of_a_short_life_is_used_for_half_of_it_before_it_is_renewed()
    {
        _answer = static () => new AccessToken("t1", TimeSpan.FromMinutes(2));
        var access = Make();
        await access.PrepareAsync();
        for (var i = 0; i < 10; i++)
        {
            access.IsReady.ShouldBeTrue();
            (await access.PrepareAsync()).ShouldBeTrue();
        }

        _asked.ShouldBe(1);
        _time.Advance(TimeSpan.FromSeconds(61));
        await access.PrepareAsync();
        _asked.ShouldBe(2);
    }

    [Fact]
    public async Task A_renewal_that_fails_leaves_the_token_in_use_until_it_ends()
    {
        var access = Make();
        await access.PrepareAsync();
        _answer = static () => new AccessToken(null, TimeSpan.Zero, "invalid_grant");
        _time.Advance(TimeSpan.FromMinutes(57));
        (await access.PrepareAsync()).ShouldBeTrue();
        access.Problem.ShouldBe("invalid_grant");
        access.IsReady.ShouldBeTrue();
        _time.Advance(TimeSpan.FromMinutes(4));
        access.IsReady.ShouldBeFalse();
        (await access.PrepareAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task After_a_failure_nobody_asks_again_for_a_while()
    {
        _answer = static () => new AccessToken(null, TimeSpan.Zero, "no");
        var access = Make();
        for (var i = 0; i < 5; i++) { (await access.PrepareAsync()).ShouldBeFalse(); }
        _asked.ShouldBe(1);
        _answer = static () => new AccessToken("t1", TimeSpan.FromHours(1));
        _time.Advance(TimeSpan.FromSeconds(6));
        (await access.PrepareAsync()).ShouldBeTrue();
        access.Problem.ShouldBeNull();
    }

    [Fact]
    public async Task A_sign_in_that_breaks_or_hangs_is_a_failure_and_no_more()
    {
        _answer = static () => throw new InvalidOperationException("secret text");
        var broken = Make();
        (await broken.PrepareAsync()).ShouldBeFalse();
        broken.Problem.ShouldNotBeNull().ShouldNotContain("secret");

        var began = new TaskCompletionSource();
        var hanging = new GoogleAccess(
            async stop =>
            {
                began.SetResult();
                await Task.Delay(Timeout.Infinite, stop);
                return new AccessToken(null, TimeSpan.Zero);
            },
            _time);
        var waiting = hanging.PrepareAsync();
        await began.Task;
        _time.Advance(TimeSpan.FromSeconds(21));
        (await waiting).ShouldBeFalse();
    }

    private GoogleAccess Make() => new(
        _ =>
        {
            Interlocked.Increment(ref _asked);
            return Task.FromResult(_answer());
        },
        _time);

    private static string Line(RequestCredential access)
    {
        var bytes = new BufferPool().RentSend(16);
        access.Write(bytes, new SignedRequest { Method = "POST"u8, Target = "/"u8, Host = "h"u8, UnixSeconds = 0 });
        return Encoding.ASCII.GetString(bytes.Span);
    }
}
