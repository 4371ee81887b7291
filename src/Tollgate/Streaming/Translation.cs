using System.Text;
using System.Text.Json;
using Tollgate.Exchange;
using Tollgate.Faults;
using Tollgate.Http1;
using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Metering;
using Tollgate.Recording;
using Tollgate.Routing;
using Tollgate.Surfaces;

namespace Tollgate.Streaming;

/// <summary>A request that goes to a provider of another format: the body for it, and what brings the answer back. Rented; made anew for each attempt.</summary>
internal sealed class Translation
{
    /// <summary>A longer body is translated beside the loop: the streams on it would wait for milliseconds.</summary>
    public const int OnLoopBytes = 64 * 1024;

    private readonly JsonOut _json = new();
    private UpstreamCall? _call;
    private BodyMemory? _memory;
    private long _reserved;
    private TranslatedLimits _limits;

    private static GatewayFault Overloaded => new(FaultCode.GatewayOverloaded, RetryAfterSeconds: 1);

    /// <summary>What could not be carried over.</summary>
    public TranslationNotes Notes { get; } = new();

    /// <summary>What writers of the answer need to know.</summary>
    public AnswerContext Context { get; } = new();

    /// <summary>What is noted of the answer.</summary>
    public TranslatedFigures Figures { get; } = new();

    /// <summary>The limits of the provider account, as its answer tells them.</summary>
    public ref TranslatedLimits Limits => ref _limits;

    /// <summary>The formats' state.</summary>
    public Translator Translator { get; private set; } = null!;

    /// <summary>The provider's body; null before the first attempt and after the last.</summary>
    public SendBuffer? Body { get; private set; }

    /// <summary>The provider's name of the model.</summary>
    public string Model { get; private set; } = string.Empty;

    /// <summary>Why the request cannot be said in the provider's format; none where it can.</summary>
    public GatewayFault Fault { get; private set; }

    /// <summary>The request is not written yet: <see cref="WriteAsync"/>.</summary>
    public bool IsPending { get; private set; }

    /// <summary>The request was passed through: only the refusal of it may need other words.</summary>
    public bool IsRefusalOnly { get; private set; }

    /// <summary>Gets ready for the refusal of a request that this candidate got as it was.</summary>
    public void PrepareRefusal(RequestContext request, Deployment deployment)
    {
        IsRefusalOnly = true;
        _memory = request.Services.BodyMemory;
        Translator = request.Services.Shared.Formats.For(request, deployment)!;
        Translator.BeginRefusal(deployment.Provider.Preset);
        SetContext(request);
    }

    /// <summary>Begins the request for this candidate, and writes it where it is short.</summary>
    public void Prepare(RequestContext request, Deployment deployment)
    {
        var provider = deployment.Provider;
        Body ??= SendBuffer.Rent(request.Services.Loop, request.Body.Length + 256);
        Body.Clear();
        Notes.Reset();
        Notes.Policy = request.Route?.OnUnsupported ?? UnsupportedPolicy.ByKind;
        Figures.Reset();
        _limits = default;
        Fault = default;
        _memory = request.Services.BodyMemory;
        Translator = request.Services.Shared.Formats.For(request, deployment)!;
        Model = deployment.UpstreamModel ?? Encoding.UTF8.GetString(request.Record.Get(RecordText.ModelAsked));
        _call = new UpstreamCall
        {
            Preset = provider.Preset,
            Model = Model,
            Stream = request.Stream,
            MaxOutput = deployment.Capabilities.MostOutput,
            IncludeUsage = provider.IncludeUsage,
        };
        IsPending = request.Body.Length > OnLoopBytes;
        if (!IsPending)
        {
            Write(request);
        }
    }

    /// <summary>Writes a long request beside the loop.</summary>
    public async LoopTask WriteAsync(RequestContext request) => await request.Services.Loop.Await(Task.Run(() => Write(request)));

    /// <summary>Writes the request. Its memory is counted before it is taken.</summary>
    /// <returns>False where it cannot be said: <see cref="Fault"/>.</returns>
    public bool Write(RequestContext request)
    {
        IsPending = false;
        SetContext(request);
        _json.Begin(Body!);
        if (!(request.FormModel.IsEmpty ? TryWriteJson(request) : TryWriteForm(request)))
        {
            Fault = Overloaded;
            return false;
        }

        if (!TryKeep(Body!.Count))
        {
            Fault = Overloaded;
        }
        else if (Notes.RefusedField is { } field)
        {
            Fault = new GatewayFault(FaultCode.ValidationError, $"{field} can not be passed on to this model: {Notes.RefusedWhy}.", field);
        }

        return Fault.Code == FaultCode.None;
    }

    /// <summary>
    /// Counts what the translation holds, request and answer, against the memory that all bodies may take. What fits one block is free, as it is for
    /// the clients' bodies. False where that memory is used up.
    /// </summary>
    public bool TryReserve(long bytes)
    {
        if (bytes <= Math.Max(_reserved, BufferPool.BlockSize))
        {
            return true;
        }

        if (!_memory!.TryReserve(bytes - _reserved))
        {
            return false;
        }

        _reserved = bytes;
        return true;
    }

    /// <summary>The same for what is left when the reading is done, which may be less.</summary>
    private bool TryKeep(long bytes)
    {
        var kept = bytes <= BufferPool.BlockSize ? 0 : bytes;
        if (kept < _reserved)
        {
            _memory!.Release(_reserved - kept);
            _reserved = kept;
        }

        return TryReserve(bytes);
    }

    /// <summary>The provider has the request: its body is not needed any more.</summary>
    public void ReleaseBody()
    {
        Body?.Return();
        Body = null;
        _memory?.Release(_reserved);
        _reserved = 0;
    }

    /// <summary>Makes it ready for another request.</summary>
    public void Reset()
    {
        ReleaseBody();
        Notes.Reset();
        Figures.Reset();
        Translator = null!;
        _call = null;
        IsRefusalOnly = IsPending = false;
        Context.Model = default;
        Context.RequestId = default;
        Context.Memory = null;
        Context.CustomTools = null;
        Fault = default;
    }

    private bool TryWriteJson(RequestContext request)
    {
        if (!TryReserve(ReadingMemory.Of(request.Body.Bytes)))
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(request.Body.Memory);
            Translator.WriteRequest(JsonNode.Of(document, request.Body.Memory), _call!, Notes, new TranslationParties(request.Services.Shared.Reasoning, request.Caller!.Seed), _json);
        }
        catch (JsonException)
        {
            Notes.Refuse("body", "it is not valid JSON");
        }

        return true;
    }

    private bool TryWriteForm(RequestContext request)
    {
        if (!TryReserve(request.Body.Length * 4L / 3)) // its file becomes base64
        {
            return false;
        }

        if (MultipartForm.Read(request.Body.Memory, request.Head.ValueOf(KnownField.ContentType).Of(request.Client.In.Unread)) is { } form)
        {
            Translator.WriteRequest(form, _call!, Notes, _json);
        }
        else
        {
            Notes.Refuse("body", "it is not a form as its content type says");
        }

        return true;
    }

    private void SetContext(RequestContext request)
    {
        Context.Model = JsonString.Of(request.Record.Get(RecordText.ModelAsked));
        Context.RequestId = request.Id.ToArray();
        Context.UnixSeconds = request.Services.UnixMilliseconds / 1000;
        Context.AsArray = request.Endpoint.Dialect == Dialect.Gemini && request.Stream
            && request.Head.Query.Of(request.Client.In.Unread).IndexOf("alt=sse"u8) < 0;
        request.EstimatePrompt();
        Figures.Prompt = request;
        Context.EstimatedInput = Figures.EstimatedInput = request.EstimatedInput;
    }
}
