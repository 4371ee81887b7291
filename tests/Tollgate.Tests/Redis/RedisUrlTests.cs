using Shouldly;
using Tollgate.Configuration;
using Tollgate.Redis;
using Xunit;

namespace Tollgate.Tests.Redis;

public sealed class RedisUrlTests
{
    [Theory]
    [InlineData("redis://cache", "cache", 6379, 0, false, "", null)]
    [InlineData("redis://10.0.0.5:7000/3", "10.0.0.5", 7000, 3, false, "", null)]
    [InlineData("rediss://user:p%40ss@Cache.example:6380/0", "cache.example", 6380, 0, true, "user", "p@ss")]
    [InlineData("redis://:secret@[::1]:6379", "::1", 6379, 0, false, "", "secret")]
    public void An_address_is_taken_apart(string text, string host, int port, int database, bool tls, string user, string? password)
    {
        RedisUrl.TryParse(new Secret(text), out var url, out var problem).ShouldBeTrue(problem);
        (url!.Host, url.Port, url.Database, url.IsTls, url.User, url.Password?.Reveal()).ShouldBe((host, port, database, tls, user, password));
        url.Name.ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("http://cache")]
    [InlineData("redis://")]
    [InlineData("redis://cache:0")]
    [InlineData("redis://cache/db")]
    [InlineData("redis://cache/-1")]
    [InlineData("redis://cache/10000")]
    [InlineData("redis://sk-canary@cache")]
    [InlineData("redis://:sk-canary%0a@cache")]
    [InlineData("redis://cache?sk-canary=1")]
    [InlineData("redis://cache#sk-canary")]
    public void What_is_wrong_is_said_without_repeating_any_of_it(string text)
    {
        RedisUrl.TryParse(new Secret(text), out _, out var problem).ShouldBeFalse();
        problem!.ShouldNotContain("canary");
    }
}
