using System.Net;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Tollgate.Control.Http;
using Tollgate.Faults;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Control;

public sealed class AdminAuthTests
{
    private const string Key = "sk-admin-0123456789abcdef";
    private static readonly IPAddress Here = IPAddress.Parse("192.0.2.1");

    private readonly ManualTimeProvider _time = new();

    [Theory]
    [InlineData("Authorization", "Bearer " + Key)]
    [InlineData("Authorization", "bearer   " + Key)]
    [InlineData("x-api-key", Key)]
    public void The_key_opens_wherever_it_stands(string header, string value) => Judge(Auth(), (header, value)).Caller.ShouldNotBeNull();

    [Fact]
    public void Two_different_keys_are_refused()
    {
        Judge(Auth(), ("Authorization", "Bearer " + Key), ("x-api-key", "other")).Fault.Code.ShouldBe(FaultCode.ValidationError);
        Judge(Auth(), ("Authorization", "Bearer " + Key), ("x-api-key", Key)).Caller.ShouldNotBeNull();
    }

    [Fact]
    public void Without_a_configured_key_nothing_opens()
    {
        var auth = new AdminAuth(new BadTries(_time), _ => false);
        Judge(auth, ("x-api-key", Key)).Fault.Code.ShouldBe(FaultCode.Forbidden);
        Judge(auth, ("x-api-key", "")).Fault.Code.ShouldBe(FaultCode.AuthMissingToken);
    }

    [Fact]
    public void Check_45_Twenty_wrong_keys_in_a_minute_close_the_door_to_that_address_alone()
    {
        var auth = Auth();
        var delay = TimeSpan.Zero;
        for (var i = 0; i < BadTries.Limit; i++)
        {
            var verdict = Judge(auth, ("x-api-key", $"wrong-{i}"));
            verdict.Fault.Code.ShouldBe(FaultCode.AuthInvalidToken);
            verdict.Delay.ShouldBeGreaterThan(delay);
            delay = verdict.Delay;
        }

        var closed = Judge(auth, ("x-api-key", Key));
        closed.Fault.Code.ShouldBe(FaultCode.RateLimitExceeded);
        closed.Fault.RetryAfterSeconds.ShouldBe(60);
        auth.Judge(Headers(("x-api-key", Key)), IPAddress.Parse("192.0.2.2")).Caller.ShouldNotBeNull();
        _time.Advance(TimeSpan.FromSeconds(60));
        Judge(auth, ("x-api-key", Key)).Caller.ShouldNotBeNull();
        auth.BadTries.ShouldBe(BadTries.Limit);
    }

    [Fact]
    public void An_address_of_a_subscriber_counts_for_all_of_his()
    {
        var tries = new BadTries(_time);
        for (var i = 0; i < BadTries.Limit; i++)
        {
            tries.Add(IPAddress.Parse($"2001:db8:1:2::{i:x}"));
            tries.Add(IPAddress.Parse("::ffff:192.0.2.9"));
        }

        tries.SecondsToWait(IPAddress.Parse("2001:db8:1:2:ffff::1")).ShouldBeGreaterThan(0);
        tries.SecondsToWait(IPAddress.Parse("2001:db8:1:3::1")).ShouldBe(0);
        tries.SecondsToWait(IPAddress.Parse("192.0.2.9")).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void However_many_addresses_try_the_memory_of_them_is_bounded()
    {
        var tries = new BadTries(_time);
        for (var i = 0; i < BadTries.MaxAddresses + 100; i++)
        {
            tries.Add(new IPAddress([10, (byte)(i >> 16), (byte)(i >> 8), (byte)i]));
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        tries.Total.ShouldBe(BadTries.MaxAddresses + 100);
        tries.Add(new IPAddress([10, 0, 0, 0])).ShouldBe(1);
        tries.Add(new IPAddress([10, 0, 16, 99])).ShouldBe(2);
    }

    private AdminAuth Auth() => new(new BadTries(_time), _ => false) { Key = AdminKey.OfText(Key) };

    private static AdminVerdict Judge(AdminAuth auth, params (string Name, string Value)[] headers) => auth.Judge(Headers(headers), Here);

    private static HeaderDictionary Headers(params (string Name, string Value)[] headers)
    {
        var dictionary = new HeaderDictionary();
        foreach (var (name, value) in headers)
        {
            dictionary[name] = value;
        }

        return dictionary;
    }
}
