using Tollgate.Faults;
using Tollgate.Json;
using Tollgate.Listening;
using Tollgate.Loops;

namespace Tollgate.Streaming.Live;

/// <summary>
/// A Live session between its handshake, which is answered here, and the provider's: the client's first message, which names the model, lies behind
/// the head in the connection's buffer.
/// </summary>
internal sealed class LiveOpening(BodyMemory memory)
{
    /// <summary>The longest first message: instructions and tools. Google's models have no room for more.</summary>
    public const int MaxSetupBytes = 4 * 1024 * 1024;

    private readonly FirstMessage _message = new(MaxSetupBytes);
    private JsonRange _model;
    private byte[] _asked = [];
    private long _reserved;

    /// <summary>The name of the model without what Google writes before it; empty until it is known.</summary>
    public byte[] Model { get; private set; } = [];

    /// <summary>Waits for the first message and reads the model's name in it.</summary>
    public async LoopTask<GatewayFault> ReadAsync(RequestContext request)
    {
        var input = request.Client.In;
        var head = request.Head.Length;
        while (true)
        {
            var code = _message.Look(input.Unread[head..]);
            if (code != FaultCode.None)
            {
                return code == FaultCode.MalformedRequest ? new GatewayFault(code, "The first message is no WebSocket message of a client's.") : code;
            }

            if (_message.IsWhole)
            {
                return ReadModel(request, input.Unread[head..]);
            }

            if (!TryGrowTo(input.Count + 1))
            {
                return new GatewayFault(FaultCode.GatewayOverloaded, RetryAfterSeconds: 1);
            }

            if (!await input.FillAsync())
            {
                return request.Client.Transport.Aborted == AbortReason.Deadline ? FaultCode.RequestTimeout : FaultCode.ClientCancel;
            }
        }
    }

    /// <summary>
    /// Takes the first message off the front of the client's bytes, where the provider that was chosen wants the model called otherwise: with that
    /// name in it, to be sent and returned. Null where it passes as it is.
    /// </summary>
    public SendBuffer? TakeRenamed(RequestContext request)
    {
        var input = request.Client.In;
        var name = LiveModelName.Of(request.Deployment!, Model);
        if (name.AsSpan().SequenceEqual(_asked))
        {
            return null;
        }

        var loop = request.Services.Loop;
        var text = Text(loop, input.Unread);
        var escaped = new byte[(name.Length * JsonEscape.MaxGrowth) + 2];
        var length = JsonEscape.Escape(name, escaped.AsSpan(1));
        escaped[0] = escaped[length + 1] = (byte)'"';
        var other = SendBuffer.Rent(loop, text.Count + length + 2);
        other.Write(text.Span[.._model.Start]);
        other.Write(escaped.AsSpan(0, length + 2));
        other.Write(text.Span[_model.End..]);
        text.Return();
        var bytes = SendBuffer.Rent(loop, _message.Length + length + 64);
        _message.WriteOther(input.Unread, other.Span, bytes);
        other.Return();
        input.Consume(_message.Length);
        return bytes;
    }

    /// <summary>The first message went on, or nothing will come of it. More calls do nothing.</summary>
    public void Release()
    {
        memory.Release(_reserved);
        _reserved = 0;
    }

    private GatewayFault ReadModel(RequestContext request, ReadOnlySpan<byte> bytes)
    {
        var text = Text(request.Services.Loop, bytes);
        var wrong = SetupModel.Find(text.Span, out _model);
        var raw = wrong is null ? text.Span[(_model.Start + 1)..(_model.End - 1)] : default;
        _asked = new byte[raw.Length];
        var length = 0;
        wrong ??= JsonText.TryUnescape(raw, _asked, out length) ? null : "setup.model is malformed.";
        text.Return();
        if (wrong is not null)
        {
            return new GatewayFault(FaultCode.ValidationError, wrong, "setup.model");
        }

        _asked = _asked[..length];
        Model = LiveModelName.Bare(_asked).ToArray();
        return default;
    }

    private SendBuffer Text(EventLoop loop, ReadOnlySpan<byte> bytes)
    {
        var text = SendBuffer.Rent(loop, Math.Max(1, _message.TextBytes));
        _message.WriteText(bytes, text);
        return text;
    }

    private bool TryGrowTo(int bytes)
    {
        if (bytes <= BufferPool.BlockSize || bytes <= _reserved)
        {
            return true;
        }

        var wanted = Math.Max(bytes, _reserved * 2);
        if (!memory.TryReserve(wanted - _reserved))
        {
            return false;
        }

        _reserved = wanted;
        return true;
    }
}
