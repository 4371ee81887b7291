using System.Text;

namespace Tollgate.TestSupport;

/// <summary>One request being answered by a script: the connection, and what the script has said so far.</summary>
internal sealed class UpstreamTurn(WireConnection connection, ReceivedRequest request, CancellationToken stop)
{
    public ReceivedRequest Request => request;

    public WireConnection Connection => connection;

    public CancellationToken Stop => stop;

    public bool HeadSaid { get; private set; }

    public bool BodyRead { get; set; }

    /// <summary>The answer announced <c>connection: close</c> or its end is the connection's.</summary>
    public bool EndsConnection { get; set; }

    public async Task SayAsync(ReadOnlyMemory<byte> bytes)
    {
        HeadSaid = true;
        try
        {
            await connection.WriteAsync(bytes, stop);
        }
        catch (IOException gone)
        {
            throw new PeerGoneException("The peer is gone.", gone);
        }
    }

    public Task SayAsync(string text) => SayAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Waits for the task, or throws as soon as the peer goes away.</summary>
    public async Task WaitAsync(Task task)
    {
        while (!task.IsCompleted)
        {
            var watch = connection.Reader.WatchAsync();
            if (watch.IsCompletedSuccessfully && watch.Result > 0)
            {
                await task.WaitAsync(stop);
                return;
            }

            if (await Task.WhenAny(task, watch).WaitAsync(stop) == watch)
            {
                await ThrowIfGoneAsync(watch);
            }
        }

        await task;
    }

    /// <summary>Waits until the peer goes away; whatever it still sends is dropped.</summary>
    public async Task HangAsync()
    {
        while (true)
        {
            await ThrowIfGoneAsync(connection.Reader.WatchAsync());
            await connection.Reader.ReadSomeAsync(int.MaxValue, stop);
        }
    }

    private async Task ThrowIfGoneAsync(Task<int> watch)
    {
        try
        {
            if (await watch.WaitAsync(stop) == 0)
            {
                throw new PeerGoneException("The peer ended the connection.");
            }
        }
        catch (IOException reset) when (reset is not PeerGoneException)
        {
            throw new PeerGoneException("The peer reset the connection.", reset);
        }
    }
}
