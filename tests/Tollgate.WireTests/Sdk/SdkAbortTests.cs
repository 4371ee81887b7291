using OpenAI.Chat;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Sdk;

/// <summary>A caller that gives up is seen by the upstream.</summary>
public sealed class SdkAbortTests
{
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_cancelled_stream_closes_the_upstreams_connection(string engine)
    {
        await using var rig = await SdkRig.StartAsync(engine);
        using var cancel = new CancellationTokenSource();

        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in rig.Client().GetChatClient("hang").CompleteChatStreamingAsync([new UserChatMessage("Hi")], options: null, cancel.Token))
            {
                await cancel.CancelAsync();
            }
        });

        await Eventually.TrueAsync(() => rig.Hanging.Aborts == 1);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_cancelled_call_closes_the_upstreams_connection(string engine)
    {
        await using var rig = await SdkRig.StartAsync(engine);
        using var cancel = new CancellationTokenSource();
        var call = rig.Client().GetChatClient("hang-silent").CompleteChatAsync([new UserChatMessage("Hi")], options: null, cancel.Token);
        await rig.Hanging.ReceivedAsync();

        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(async () => await call);
        await Eventually.TrueAsync(() => rig.Hanging.Aborts == 1);
    }
}
