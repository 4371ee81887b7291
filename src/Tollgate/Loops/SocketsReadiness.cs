using System.Net.Sockets;

namespace Tollgate.Loops;

/// <summary>A receive of no bytes, which completes when there is something to receive, the end included.</summary>
internal sealed class SocketsReadiness(SocketsSocket owner) : SocketAsyncEventArgs(true)
{
    /// <summary>A completion is yet to come. Until then this must not be disposed of.</summary>
    public bool IsArmed { get; private set; }

    public void Arm(Socket socket)
    {
        IsArmed = true;
        if (!socket.ReceiveAsync(this))
        {
            // Reported later all the same: whoever armed this is in the midst of a receive.
            OnCompleted(this);
        }
    }

    protected override void OnCompleted(SocketAsyncEventArgs e) =>
        owner.Loop.Post(static self => ((SocketsReadiness)self!).Report(), this);

    private void Report()
    {
        IsArmed = false;
        owner.OnReadiness(SocketError);
    }
}
