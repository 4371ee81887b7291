using System.Diagnostics;
using Tollgate.Admission;
using Tollgate.Admission.Budgets;
using Tollgate.Admission.Queueing;
using Tollgate.Attempts;
using Tollgate.Balancing;
using Tollgate.Configuration;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Faults;
using Tollgate.Forwarding;
using Tollgate.Http1;
using Tollgate.Keys;
using Tollgate.Metering;
using Tollgate.Metering.Bpe;
using Tollgate.Recording;
using Tollgate.Recording.Capture;
using Tollgate.Routing;
using Tollgate.Routing.Explain;
using Tollgate.Streaming;
using Tollgate.Streaming.Live;
using Tollgate.Surfaces;
using Tollgate.Surfaces.Models;

namespace Tollgate.Listening;

/// <summary>
/// Everything about the request in hand. One per client connection, used again for each request; its large parts (heads, buffers) are
/// rented only while a request needs them.
/// </summary>
internal sealed class RequestContext
{
    /// <summary>The figures of the target that is working on the request; null while none is.</summary>
    private TargetStats? _target;

    private BalancingNotes _notes;
    private RequestShape? _shape;
    private bool _isActive;
    private bool? _holdsForeignState;
    private PromptCount _prompt;

    public RequestContext(LoopServices services, ClientConnection client)
    {
        Services = services;
        Client = client;
        Body = new RequestBody(client.In, services.BodyMemory);
    }

    public LoopServices Services { get; }

    public ClientConnection Client { get; }

    public RequestRecord Record { get; } = new();

    public RequestBody Body { get; }

    /// <summary>The configuration that this request sees from its entry to its end.</summary>
    public ConfigSnapshot Snapshot { get; private set; } = ConfigSnapshot.Empty;

    /// <summary>The parsed head; its offsets count from the first unread byte of the connection until the body drops the head.</summary>
    public RequestHead Head { get; private set; } = null!;

    public Endpoint Endpoint { get; set; }

    public HttpVerb Verb { get; private set; }

    public Caller? Caller { get; set; }

    /// <summary>What the body scan found; default where the body is not understood, and when it is gone.</summary>
    public ref readonly RequestFields Fields => ref (_shape ?? RequestShape.None).Fields;

    /// <summary>Answers that the client asked for in one, at least 1; known to the end of the request.</summary>
    public int AnswersAsked { get; private set; } = 1;

    /// <summary>The provider is to keep the answer; known to the end of the request.</summary>
    public bool Store { get; private set; }

    /// <summary>Where a form's model stands in the body; empty where there is none.</summary>
    public Slice FormModel { get; set; }

    /// <summary>Where its model goes; null for calls without a model.</summary>
    public Route? Route { get; private set; }

    /// <summary>Those of the route's candidates that speak the client's format and that it did not exclude itself; empty for calls without a model.</summary>
    public Deployment[] Candidates { get; private set; } = [];

    /// <summary>How it finds its target; null for calls without a model.</summary>
    public RouteTrace? Trace => Record.Explain;

    /// <summary>What was found out before a candidate was chosen.</summary>
    public ref BalancingNotes Notes => ref _notes;

    /// <summary>One bit for each candidate that was asked already.</summary>
    public ulong Tried { get; set; }

    /// <summary>The upstream of a call without candidates.</summary>
    public Upstream? Fixed { get; set; }

    /// <summary>Whose answer it is, or whose turn it is.</summary>
    public Upstream Upstream { get; set; } = null!;

    /// <summary>The candidate whose turn it is; null for calls without a model.</summary>
    public Deployment? Deployment { get; set; }

    /// <summary>The body that is being passed on beside the answer; null where it was sent whole.</summary>
    public Upload? Upload { get; set; }

    /// <summary>The connection of the attempt in progress.</summary>
    public UpstreamConnection? Connection { get; set; }

    /// <summary>The answer's head; rented from the moment it is waited for until it has been passed on.</summary>
    public ResponseHead? Answer { get; set; }

    /// <summary>What is written into the body for the provider whose turn it is.</summary>
    public ref readonly SpliceEdits Edits => ref (_shape ?? RequestShape.None).Edits;

    /// <summary>The client asked for a stream, by body or path.</summary>
    public bool Stream { get; set; }

    /// <summary>The usage event was our wish alone: it is taken out again.</summary>
    public bool StripUsage { get; set; }

    /// <summary>A call that names a model is metered.</summary>
    public bool Metered { get; set; }

    /// <summary>Tokens and cost are in the record.</summary>
    public bool IsSettled { get; set; }

    /// <summary>Bytes of the answer have been given to the client's socket: from here on nothing is retried.</summary>
    public bool Committed { get; set; }

    /// <summary>The connection serves another request after this one.</summary>
    public bool KeepAlive { get; set; }

    /// <summary>The head of a stream went out while the request waited in a queue; of an upstream's answer nothing has, so another may still be asked.</summary>
    public bool HeadIsOut { get; set; }

    /// <summary>Its place in a queue; null while it does not wait.</summary>
    public QueueTicket? Waiting { get; set; }

    /// <summary>The client speaks HTTP/1.0: no chunked answers.</summary>
    public bool Http10 { get; private set; }

    /// <summary>What the request took of the limits, and how these stood; null when none applies.</summary>
    public LimitHold? Hold { get; set; }

    /// <summary>What it has set aside in budgets; null where none is for it.</summary>
    public BudgetHold? Budget { get; set; }

    /// <summary>The allowed origin that a browser sent, to be named in the answer; null for none.</summary>
    public byte[]? CorsOrigin { get; private set; }

    /// <summary>When the head was complete, in <see cref="Stopwatch"/> ticks.</summary>
    public long Started { get; private set; }

    /// <summary>The same in the loop's milliseconds, for deadlines.</summary>
    public long StartedMs { get; private set; }

    /// <summary>When the first attempt began, in the loop's milliseconds: all attempts and the answer share one deadline from here.</summary>
    public long AttemptsBeganMs { get; set; }

    /// <summary>What the target's breaker gave for this attempt; 0 when nothing is to be reported any more.</summary>
    public int Pass { get; set; }

    /// <summary>One bit for each candidate whose provider's limits had no room.</summary>
    public ulong Limited { get; set; }

    /// <summary>The least time until one of those may have room.</summary>
    public long LimitWaitMs { get; set; }

    /// <summary>Number of the attempt in the trace.</summary>
    public int TraceNumber { get; set; }

    /// <summary>The attempt had less time than the provider may take: what was left of the whole.</summary>
    public bool WasCutShort { get; set; }

    /// <summary>When the body of an understood request was complete.</summary>
    public long BodyRead { get; set; }

    /// <summary>When the request had been given to the upstream's socket.</summary>
    public long Sent { get; set; }

    /// <summary>When the answer's head came.</summary>
    public long AnswerHead { get; set; }

    /// <summary>When the first bytes of the answer had been given to the client's socket.</summary>
    public long FirstOut { get; set; }

    /// <summary>When the first byte of the answer's body came.</summary>
    public long FirstAnswerByte { get; set; }

    /// <summary>The end of the answer's body has been sent.</summary>
    public bool EndSent { get; set; }

    /// <summary>A send to the client is under way.</summary>
    public bool IsSending { get; set; }

    /// <summary>The upstream connection may serve again once its answer has been read to the end.</summary>
    public bool UpstreamReusable { get; set; }

    /// <summary>Prompt tokens as counted here, for when no usage comes; -1 while not counted.</summary>
    public long EstimatedInput => _prompt.Tokens;

    public ref PromptCount Prompt => ref _prompt;

    public PayloadReader Reader { get; } = new();

    public AnswerTap Tap { get; } = new();

    /// <summary>Comments on a silent stream.</summary>
    public Heartbeat Heartbeat => field ??= new Heartbeat();

    /// <summary>What it takes to go on with its stream elsewhere; null where that is not wanted, or not possible.</summary>
    public Continuation? Continuation { get; set; }

    /// <summary>What carries it to a provider of another format and its answer back; null where the format is the same.</summary>
    public Translation? Translation { get; set; }

    /// <summary>
    /// The conversation carries a note of a vendor that another one's answers were translated from: it began elsewhere. Looked for in the bytes, once.
    /// </summary>
    public bool HoldsForeignState => _holdsForeignState ??=
        Endpoint.Format is WireFormat.AnthropicMessages or WireFormat.GeminiGenerate or WireFormat.OpenAiResponses && BodyRead != 0 && StateEnvelope.MayBeIn(Body.Bytes);

    /// <summary>A session of Google's Live API whose WebSocket is open, from the handshake on; null for everything else.</summary>
    public LiveOpening? Live { get; set; }

    /// <summary>Copies content in passing; null where it is not kept.</summary>
    public ContentCapture? Capture { get; set; }

    /// <summary>The record has been written and must reach the disk before the answer's end may go out.</summary>
    public bool AwaitsDisk { get; set; }

    /// <summary>A client's call that is served or refused on its merits, as against probes, scrapes and other people's paths.</summary>
    public bool IsDataPlane => Endpoint.Kind > EndpointKind.ControlPlane;

    public bool IsRaw => Endpoint.Kind == EndpointKind.Raw;

    public bool HasCandidates => Candidates.Length > 0;

    public ReadOnlySpan<byte> HeadBytes => Client.In.Unread[..Head.Length];

    public ReadOnlySpan<byte> Path => Head.Path.Of(Client.In.Unread);

    public ReadOnlySpan<byte> Id => Record.Get(RecordText.RequestId);

    /// <summary>Begins with a complete head at the front of the connection's buffer.</summary>
    public void Begin(RequestHead head)
    {
        Head = head;
        Snapshot = Services.Shared.Snapshots.Current;
        Started = Stopwatch.GetTimestamp();
        StartedMs = Services.Loop.NowMs;
        Verb = head.Verb;
        Http10 = head.MinorVersion == 0;
        KeepAlive = head.KeepAlive;
        Endpoint = ModelListDialect.Choose(EndpointMap.Find(head.Verb, Path), head);
        Body.Begin(head);
        var origin = head.ValueOf(KnownField.Origin);
        CorsOrigin = origin.IsEmpty || !CorsOrigins.Covers(Endpoint.Kind, Path) ? null : Services.Shared.Cors.Find(origin.Of(Client.In.Unread));
        EntryRecord.Write(this);
    }

    /// <summary>Logs and counts what could not be read as a request: there is an address and a reason, and nothing else.</summary>
    public void RecordUnread(in GatewayFault fault)
    {
        Endpoint = new Endpoint(EndpointKind.Unknown, Dialect.OpenAi, SurfaceNames.Unknown);
        Record.StartedUnixMilliseconds = Services.UnixMilliseconds;
        Record.Surface = SurfaceNames.Unknown;
        Record.Set(RecordText.ClientAddress, Client.Address);
        Record.Status = fault.Status;
        Record.Fault = fault.Code;
        Record.ErrorClass = fault.Entry.Class;
        Services.Record(this);
        Record.Reset();
    }

    /// <summary>The body was scanned.</summary>
    public void Understand(RequestFields fields)
    {
        (_shape ??= Services.RentShape()).Fields = fields;
        (AnswersAsked, Store) = (Math.Max(1, fields.N), fields.Store);
    }

    /// <summary>This is written into the body for the provider whose turn it is.</summary>
    public void Edit(SpliceEdits edits) => (_shape ??= Services.RentShape()).Edits = edits;

    /// <summary>Counts as active from here to its <see cref="End"/>, whatever happens on the way.</summary>
    public void Enter()
    {
        _isActive = true;
        Services.Enter();
    }

    /// <summary>Goes where the route leads.</summary>
    public void Follow(Route route, Deployment[] candidates)
    {
        Route = route;
        Candidates = candidates;
        var trace = Record.Explain ??= Services.RentTrace();
        trace.Begin(route, candidates, Started);
    }

    /// <summary>Returns everything rented and forgets the request. Its bytes leave the connection's buffer.</summary>
    public void End()
    {
        if (_isActive)
        {
            _isActive = false;
            Services.Leave();
        }

        AdmissionStage.Release(this);
        QueueStage.Drop(this);
        TargetReport.Release(this);
        Services.Return(Trace); // the record forgets it below
        if (Continuation is not null)
        {
            Continuation.Reset(this);
            Services.Return(Continuation);
            Continuation = null;
        }

        LeaveTranslation();
        ReleaseAnswer();
        ReleaseRequest();
        LeaveTarget();
        Record.Reset();
        LocalTokens.EndAnswer(this);
        Tap.BeginOpaque(); // what this answer held is not the next one's
        (Caller, FormModel) = (null, default);
        (AnswersAsked, Store) = (1, false);
        (Route, Candidates, Tried, _notes) = (null, [], 0, default);
        (Fixed, Deployment, Upload) = (null, null, null);
        Live?.Release();
        (Live, Upstream) = (null, null!);
        IsSettled = AwaitsDisk = HeadIsOut = Stream = StripUsage = Metered = Committed = EndSent = IsSending = UpstreamReusable = WasCutShort = false;
        Capture?.Release();
        Capture = Tap.Capture = null;
        (_prompt, _holdsForeignState, CorsOrigin) = (default, null, null);
        BodyRead = Sent = AnswerHead = FirstOut = FirstAnswerByte = 0;
    }

    /// <summary>The request can not be sent again: head and body give their memory back while the answer streams.</summary>
    public void ReleaseRequest()
    {
        if (Head is not null)
        {
            Body.Finish();
            Services.Return(Head);
            Head = null!;
        }

        if (_shape is not null)
        {
            Services.Return(_shape);
            _shape = null;
        }
    }

    /// <summary>Estimates the prompt while its bytes are still here.</summary>
    public void EstimatePrompt() => _prompt.Estimate(this);

    /// <summary>Counts it as well as it can be counted here, while its bytes are still here.</summary>
    public void CountPrompt() => _prompt.Count(this);

    /// <summary>The candidate at hand speaks the client's format.</summary>
    public void LeaveTranslation()
    {
        if (Translation is not null)
        {
            Services.Return(Translation);
            Translation = null;
        }
    }

    /// <summary>A target begins to work on the request.</summary>
    public void EnterTarget(TargetStats target)
    {
        LeaveTarget();
        _target = target;
        target.Began();
    }

    /// <summary>No target works on the request any more. More calls do nothing.</summary>
    public void LeaveTarget()
    {
        _target?.Ended();
        _target = null;
    }

    public void ReleaseAnswer()
    {
        if (Answer is not null)
        {
            Services.Return(Answer);
            Answer = null;
        }
    }
}
