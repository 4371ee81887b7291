using System.Net;

namespace Tollgate.Loops;

/// <summary>A socket registered once, edge-triggered, for all directions: waiting needs no further system call.</summary>
internal sealed class EpollSocket : LoopSocket
{
    private readonly EpollLoop _loop;
    private readonly int _fd;

    public EpollSocket(EpollLoop loop, int fd)
        : base(loop)
    {
        _loop = loop;
        _fd = fd;
        Generation = loop.Register(fd, this);
    }

    /// <summary>Tells late events of a reused descriptor number apart.</summary>
    internal uint Generation { get; }

    public override IPEndPoint? LocalEndPoint => Libc.LocalAddress(_fd);

    public override void EndOutput()
    {
        if (!IsClosed)
        {
            Libc.ShutdownSend(_fd);
        }
    }

    public override void Reset()
    {
        if (!IsClosed)
        {
            Libc.LingerZero(_fd);
            Close();
        }
    }

    internal LoopTask ConnectedAsync() => WaitWritableAsync();

    internal void OnEvents(uint events)
    {
        if ((events & (Libc.ReadHangUp | Libc.HangUp | Libc.Error)) != 0)
        {
            OnHangUp();
            events |= Libc.In | Libc.Out;
        }

        if ((events & Libc.In) != 0)
        {
            OnReadable();
        }

        if ((events & Libc.Out) != 0)
        {
            OnWritable();
        }
    }

    protected override int Receive(Span<byte> buffer) => Libc.Receive(_fd, buffer);

    protected override int Send(ReadOnlySpan<byte> bytes) => Libc.Send(_fd, bytes);

    protected override void CloseSocket()
    {
        _loop.Unregister(_fd, this);
        Libc.Close(_fd);
    }
}
