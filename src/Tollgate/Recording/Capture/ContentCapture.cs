using System.Buffers;

namespace Tollgate.Recording.Capture;

/// <summary>Copies what passes of one request and its answer, up to a bound. Filled on a loop, read and released on another thread afterwards.</summary>
internal sealed class ContentCapture(CapturePolicy policy)
{
    private const int FirstBytes = 4096;

    private byte[] _request = [];
    private byte[] _answer = [];
    private int _requestLength;
    private int _answerLength;
    private bool _requestCut;
    private bool _answerCut;

    /// <summary>The answer came as events.</summary>
    public bool IsStream { get; private set; }

    /// <summary>The record that it belongs to.</summary>
    public RecordId Id { get; set; }

    /// <summary>Memory that it holds.</summary>
    public int Bytes => _request.Length + _answer.Length;

    /// <summary>Body of the request.</summary>
    public void AddRequest(ReadOnlySpan<byte> bytes) => Add(bytes, ref _request, ref _requestLength, ref _requestCut);

    /// <summary>A piece of an answer that is no stream.</summary>
    public void AddAnswer(ReadOnlySpan<byte> bytes) => Add(bytes, ref _answer, ref _answerLength, ref _answerCut);

    /// <summary>Events of a stream.</summary>
    public void AddEvents(ReadOnlySpan<byte> events)
    {
        IsStream = true;
        Add(events, ref _answer, ref _answerLength, ref _answerCut);
    }

    /// <summary>What is kept of it. Off the loops: this is where the time goes.</summary>
    public CapturedContent Redacted()
    {
        var redactor = policy.Redactor;
        var answer = _answer.AsSpan(0, _answerLength);
        return new CapturedContent(
            Id,
            DocumentRedactor.Redact(redactor, _request.AsSpan(0, _requestLength), _requestCut),
            IsStream ? string.Empty : DocumentRedactor.Redact(redactor, answer, _answerCut),
            IsStream ? StreamRedactor.Redact(redactor, answer, _answerCut) : [],
            _requestCut || _answerCut);
    }

    /// <summary>Gives its memory back.</summary>
    public void Release()
    {
        Return(ref _request);
        Return(ref _answer);
        _requestLength = _answerLength = 0;
    }

    private static void Return(ref byte[] buffer)
    {
        if (buffer.Length > 0) { ArrayPool<byte>.Shared.Return(buffer, clearArray: true); }
        buffer = [];
    }

    private void Add(ReadOnlySpan<byte> bytes, ref byte[] buffer, ref int length, ref bool cut)
    {
        var room = policy.MaxBytes - length;
        if (bytes.Length > room)
        {
            cut = true;
            bytes = bytes[..room];
        }

        if (bytes.Length > buffer.Length - length)
        {
            var bigger = ArrayPool<byte>.Shared.Rent(Math.Max(FirstBytes, Math.Max(length + bytes.Length, buffer.Length * 2)));
            buffer.AsSpan(0, length).CopyTo(bigger);
            Return(ref buffer);
            buffer = bigger;
        }

        bytes.CopyTo(buffer.AsSpan(length));
        length += bytes.Length;
    }
}
