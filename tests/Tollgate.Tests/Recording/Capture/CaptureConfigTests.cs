using Shouldly;
using Tollgate.Keys;
using Tollgate.Recording.Capture;
using Tollgate.Tests.Host;
using Xunit;

namespace Tollgate.Tests.Recording.Capture;

public sealed class CaptureConfigTests
{
    [Fact]
    public void Nothing_is_kept_unless_it_is_switched_on()
    {
        TestConfig.Compile("providers: []").Capture.ShouldBeNull();
        var on = TestConfig.Compile("capture: { max_bytes: 2048 }").Capture.ShouldNotBeNull();
        on.MaxBytes.ShouldBe(2048);
        Wants(on, "a").ShouldBeFalse();
        Wants(on, "a", marked: true).ShouldBeTrue();
    }

    [Fact]
    public void Keys_and_surfaces_choose()
    {
        var policy = TestConfig.Compile("capture: { keys: [a, b], routes: [chat, messages] }").Capture.ShouldNotBeNull();

        (Wants(policy, "a"), Wants(policy, "c"), Wants(policy, "a", "embeddings"), Wants(policy, "b", "messages")).ShouldBe((true, false, false, true));
        Wants(TestConfig.Compile("capture: { keys: ['*'] }").Capture!, "anyone").ShouldBeTrue();
    }

    [Fact]
    public void A_sample_is_the_share_that_was_asked_for()
    {
        int Taken(string share)
        {
            var policy = TestConfig.Compile($"capture: {{ keys: ['*'], sample: {share} }}").Capture!;
            return Enumerable.Range(0, 1000).Count(i => policy.Wants(Caller("a", marked: false), "chat"u8, (uint)(i * (uint.MaxValue / 1000.0))));
        }

        (Taken("0"), Taken("1"), Taken("0.25")).ShouldBe((0, 1000, 251));
    }

    [Theory]
    [InlineData("routes: [chats]", "capture.routes[0]", "chat")]
    [InlineData("redact: [email, '(']", "capture.redact[1]", "credit_card")]
    [InlineData("sample: 1.5", "capture.sample", "from 0 to 1")]
    [InlineData("sample: -1", "capture.sample", "from 0 to 1")]
    [InlineData("max_bytes: 5", "capture.max_bytes", "1024")]
    [InlineData("retention_days: 0", "capture.retention_days", "from 1")]
    [InlineData("key: [a]", "capture.key", "keys")]
    public void Nonsense_is_refused_at_its_place(string setting, string path, string message)
    {
        var error = TestConfig.RefuseOnce($"capture: {{ {setting} }}");

        error.Path.ShouldBe(path);
        error.Message.ShouldContain(message);
    }

    private static bool Wants(CapturePolicy policy, string key, string surface = "chat", bool marked = false) =>
        policy.Wants(Caller(key, marked), System.Text.Encoding.UTF8.GetBytes(surface), uint.MaxValue);

    private static Caller Caller(string name, bool marked) => new() { KeyId = 0, Name = name, CaptureContent = marked };
}
