using System.Net;
using Microsoft.Win32.SafeHandles;

namespace Tollgate.Loops;

/// <summary>The Linux engine: one epoll set per thread.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The loop's own thread disposes of it at its end.")]
internal sealed class EpollLoop : EventLoop
{
    private const ulong WakeToken = ulong.MaxValue;
    private const int Batch = 512;
    private const int LocalRetryMs = 5;
    private readonly int _epoll;
    private readonly SafeFileHandle _wake;
    private readonly byte[] _events = GC.AllocateUninitializedArray<byte>(Batch * 16, pinned: true);
    private object?[] _registered = new object?[256];
    private uint _generation;

    public EpollLoop(int index, Action<Exception> onFault)
        : base(index, onFault)
    {
        _epoll = Libc.EpollCreate();
        var wake = Libc.EventFd();
        _wake = new SafeFileHandle(wake, ownsHandle: true);
        if (_epoll < 0 || wake < 0 || Libc.EpollAdd(_epoll, wake, Libc.In, WakeToken) < 0)
        {
            throw new IOException("The epoll engine could not start: " + Math.Min(_epoll, wake));
        }
    }

    public override async LoopTask<Transport?> ConnectAsync(IPEndPoint to, long timeoutMs, ConnectNotes? notes = null)
    {
        var fd = Libc.StartConnect(to, out var result);
        if (fd < 0)
        {
            Failed(notes, Shortages.OfErrno(fd));
            return null;
        }

        if (result is not (0 or Libc.InProgress))
        {
            Libc.Close(fd);
            Failed(notes, Shortages.OfErrno(result));
            return null;
        }

        var socket = new EpollSocket(this, fd);
        if (result == 0)
        {
            return socket;
        }

        socket.SetDeadline(timeoutMs);
        await socket.ConnectedAsync();
        socket.ClearDeadline();
        if (socket.Aborted == AbortReason.None && Libc.PendingError(fd) == 0)
        {
            return socket;
        }

        socket.Close();
        Failed(notes, Shortage.None);
        return null;
    }

    public override LoopListener Listen(IPEndPoint at, ListenOptions options)
    {
        var fd = Libc.Listen(at, options.ReusePort, ListenOptions.Backlog);
        if (fd < 0)
        {
            throw new IOException($"Cannot listen on {at}: {new System.ComponentModel.Win32Exception(-fd).Message}");
        }

        var bound = Libc.LocalAddress(fd) ?? throw new IOException("The listening socket has no address.");
        var listener = new EpollListener(this, fd, options, bound);
        Post(static state => ((EpollListener)state!).Begin(), listener);
        return listener;
    }

    public override async LoopTask<Transport?> ConnectLocalAsync(string path, long timeoutMs)
    {
        LocalSocketPath.Check(path);
        var began = NowMs;
        while (true)
        {
            var fd = Libc.ConnectLocal(path);
            if (fd >= 0)
            {
                return new EpollSocket(this, fd);
            }

            // A full queue is no event that epoll would tell of: look again soon.
            if (fd != Libc.Again || NowMs - began >= timeoutMs)
            {
                return null;
            }

            var pause = new LoopPause();
            SetTimer(pause, LocalRetryMs);
            await pause.Over.WaitAsync();
        }
    }

    public override LoopListener ListenLocal(string path, ListenOptions options)
    {
        LocalSocketPath.Claim(path);
        var fd = Libc.ListenLocal(path, ListenOptions.Backlog);
        if (fd < 0)
        {
            throw new IOException($"Cannot listen on {path}: {new System.ComponentModel.Win32Exception(-fd).Message}");
        }

        LocalSocketPath.Restrict(path);
        var listener = new EpollListener(this, fd, options, LoopListener.NoAddress);
        Post(static state => ((EpollListener)state!).Begin(), listener);
        return listener;
    }

    internal uint Register(int fd, object owner)
    {
        if (fd >= _registered.Length)
        {
            Array.Resize(ref _registered, Math.Max(fd + 1, _registered.Length * 2));
        }

        _registered[fd] = owner;
        var generation = ++_generation;
        _ = Libc.EpollAdd(_epoll, fd, Libc.In | Libc.Out | Libc.ReadHangUp | Libc.EdgeTriggered, ((ulong)generation << 32) | (uint)fd);
        return generation;
    }

    internal void Unregister(int fd, object owner)
    {
        if (ReferenceEquals(_registered[fd], owner))
        {
            _registered[fd] = null;
        }
    }

    protected override unsafe void Poll(int timeoutMs)
    {
        fixed (byte* events = _events)
        {
            var count = Libc.EpollWait(_epoll, events, Batch, timeoutMs);
            WaitIsOver();
            for (var i = 0; i < count; i++)
            {
                Libc.ReadEvent(events, i, out var flags, out var token);
                if (token == WakeToken)
                {
                    Libc.Drain((int)_wake.DangerousGetHandle());
                    WokenUp();
                }
                else
                {
                    Dispatch(flags, (int)(uint)token, (uint)(token >> 32));
                }
            }
        }
    }

    // The reference keeps the number from being closed, and given to another file, under a thread that posts as the loop ends.
    protected override void Wake()
    {
        var held = false;
        try
        {
            _wake.DangerousAddRef(ref held);
            Libc.Signal((int)_wake.DangerousGetHandle());
        }
        catch (ObjectDisposedException)
        {
            // The loop has ended: what was posted is dropped.
        }
        finally
        {
            if (held)
            {
                _wake.DangerousRelease();
            }
        }
    }

    protected override void Dispose()
    {
        for (var fd = 0; fd < _registered.Length; fd++)
        {
            if (_registered[fd] is not null)
            {
                _registered[fd] = null;
                Libc.Close(fd);
            }
        }

        Libc.Close(_epoll);
        _wake.Dispose();
    }

    private void Dispatch(uint flags, int fd, uint generation)
    {
        try
        {
            switch (_registered[fd])
            {
                case EpollSocket socket when socket.Generation == generation:
                    socket.OnEvents(flags);
                    break;
                case EpollListener listener when listener.Generation == generation:
                    listener.AcceptAll();
                    break;
                default:
                    break; // closed since the kernel noted the event
            }
        }
#pragma warning disable CA1031 // the edge of the loop: the other connections of this batch must get their events
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Fault(exception);
        }
    }
}
