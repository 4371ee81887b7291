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
    private readonly JsonOut _json = new();
    private BodyMemory? _memory;
    private long _reserved;

    /// <summary>What could not be carried over.</summary>
    public TranslationNotes Notes { get; } = new();

    /// <summary>What writers of the answer need to know.</summary>
    public AnswerContext Context { get; } = new();

    /// <summary>What is noted of the answer.</summary>
    public TranslatedFigures Figures { get; } = new();

    /// <summary>The formats' state.</summary>
    public Translator Translator { get; private set; } = null!;

    /// <summary>The provider's body; null before the first attempt and after the last.</summary>
    public SendBuffer? Body { get; private set; }

    /// <summary>The provider's name of the model.</summary>
    public string Model { get; private set; } = string.Empty;

    /// <summary>Why the request cannot be said in the provider's format; none where it can.</summary>
    public GatewayFault Fault { get; private set; }

    /// <summary>Writes the request for this candidate.</summary>
    public void Prepare(RequestContext request, Deployment deployment)
    {
        var provider = deployment.Provider;
        Body ??= SendBuffer.Rent(request.Services.Loop, request.Body.Length + 256);
        Body.Clear();
        Notes.Reset();
        Notes.Policy = request.Route?.OnUnsupported ?? UnsupportedPolicy.ByKind;
        Figures.Reset();
        Fault = default;
        _memory = request.Services.BodyMemory;
        Translator = request.Services.Shared.Formats.For(request, deployment)!;
        Model = deployment.UpstreamModel ?? Encoding.UTF8.GetString(request.Record.Get(RecordText.ModelAsked));
        var call = new UpstreamCall
        {
            Preset = provider.Preset,
            Model = Model,
            Stream = request.Stream,
            MaxOutput = deployment.Capabilities.MostOutput,
            IncludeUsage = provider.IncludeUsage,
        };
        SetContext(request);
        _json.Begin(Body);
        if (request.FormModel.IsEmpty)
        {
            WriteJson(request, call);
        }
        else
        {
            WriteForm(request, call);
        }

        if (!TryReserve(Body.Count))
        {
            Fault = new GatewayFault(FaultCode.GatewayOverloaded, RetryAfterSeconds: 1);
        }
        else if (Notes.RefusedField is { } field)
        {
            Fault = new GatewayFault(FaultCode.ValidationError, $"{field} can not be passed on to this model: {Notes.RefusedWhy}.", field);
        }
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
        Context.Model = default;
        Context.RequestId = default;
        Context.Memory = null;
        Fault = default;
    }

    private void WriteJson(RequestContext request, UpstreamCall call)
    {
        try
        {
            using var document = JsonDocument.Parse(request.Body.Memory);
            Translator.WriteRequest(JsonNode.Of(document, request.Body.Memory), call, Notes, new TranslationParties(request.Services.Shared.Reasoning, request.Caller!.Seed), _json);
        }
        catch (JsonException)
        {
            Notes.Refuse("body", "it is not valid JSON");
        }
    }

    private void WriteForm(RequestContext request, UpstreamCall call)
    {
        if (!TryReserve(request.Body.Length * 4L / 3)) // its file becomes base64
        {
            Fault = new GatewayFault(FaultCode.GatewayOverloaded, RetryAfterSeconds: 1);
        }
        else if (MultipartForm.Read(request.Body.Memory, request.Head.ValueOf(KnownField.ContentType).Of(request.Client.In.Unread)) is { } form)
        {
            Translator.WriteRequest(form, call, Notes, _json);
        }
        else
        {
            Notes.Refuse("body", "it is not a form as its content type says");
        }
    }

    private void SetContext(RequestContext request)
    {
        Context.Model = JsonString.Of(request.Record.Get(RecordText.ModelAsked));
        Context.RequestId = request.Id.ToArray();
        Context.UnixSeconds = request.Services.UnixMilliseconds / 1000;
        Context.AsArray = request.Endpoint.Dialect == Dialect.Gemini && request.Stream
            && request.Head.Query.Of(request.Client.In.Unread).IndexOf("alt=sse"u8) < 0;
        request.EstimatePrompt();
        Context.EstimatedInput = Figures.EstimatedInput = request.EstimatedInput;
    }
}
