using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Tollgate.Tests.Forwarding;

/// <summary>Name resolution in the hands of a test: it sees each question, and answers when it likes.</summary>
internal sealed class ScriptedDns
{
    private readonly Channel<Question> _questions = Channel.CreateUnbounded<Question>();

    public int Asked { get; private set; }

    public Task<IPAddress[]> LookUpAsync(string host, CancellationToken stop)
    {
        var question = new Question(host, stop);
        Asked++;
        _questions.Writer.TryWrite(question);
        return question.Answer.Task;
    }

    /// <summary>The next question asked; the limit only ends a test that would otherwise hang.</summary>
    public async Task<Question> NextAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        return await _questions.Reader.ReadAsync(limit.Token);
    }

    internal sealed record Question(string Host, CancellationToken Stop)
    {
        public TaskCompletionSource<IPAddress[]> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Say(params string[] addresses) => Answer.SetResult([.. addresses.Select(IPAddress.Parse)]);

        public void Fail() => Answer.SetException(new SocketException((int)SocketError.HostNotFound));
    }
}
