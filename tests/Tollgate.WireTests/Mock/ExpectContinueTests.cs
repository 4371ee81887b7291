using System.Text;
using Shouldly;
using Xunit;

namespace Tollgate.WireTests.Mock;

public sealed class ExpectContinueTests
{
    [Fact]
    public async Task A_client_that_waits_for_100_gets_it_before_its_body_is_read()
    {
        await using var mock = await RunningMock.StartAsync();
        using var client = await mock.ConnectAsync();
        var stream = client.GetStream();
        const string Body = """{"model":"demo","messages":[]}""";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: {Body.Length}\r\n\r\n"));
        var interim = new byte[25];
        await stream.ReadExactlyAsync(interim).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        await stream.WriteAsync(Encoding.ASCII.GetBytes(Body));
        using var reader = new StreamReader(stream);

        Encoding.ASCII.GetString(interim).ShouldBe("HTTP/1.1 100 Continue\r\n\r\n");
        (await reader.ReadToEndAsync()).ShouldStartWith("HTTP/1.1 200 OK");
    }
}
