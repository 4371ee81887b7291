using Tollgate.Fuzz;
using Tollgate.Fuzz.Targets;

// dotnet run -c Release -- TARGET SECONDS [SEED]; TARGET "all" gives each target its share of the time.
IFuzzTarget[] targets =
[
    new RequestHeadTarget(), new ResponseHeadTarget(), new ChunkDecoderTarget(), new SseTarget(), new JsonTarget(), new MultipartTarget(), new RespTarget(), new StateEnvelopeTarget(), new AwsFrameTarget(),
    new RealtimeTarget(), new LiveSetupTarget(), new UnaryTarget(), new TokenCountTarget(), new RankFileTarget(),
    .. FuzzedFormats.Surfaces.Select(surface => new RequestTarget(surface)), .. FuzzedFormats.Upstreams.Select(upstream => new AnswerTarget(upstream)),
];
if (args.Length < 2 || !int.TryParse(args[1], out var seconds) || seconds <= 0)
{
    Console.Error.WriteLine($"usage: TARGET SECONDS [SEED]   targets: all {string.Join(' ', targets.Select(t => t.Name))}");
    return 2;
}

var chosen = targets.Where(t => args[0] is "all" || t.Name == args[0]).ToList();
if (chosen.Count == 0)
{
    Console.Error.WriteLine($"no target is called {args[0]}");
    return 2;
}

var seed = args.Length > 2 && int.TryParse(args[2], out var given) ? given : Environment.TickCount;
var time = TimeSpan.FromSeconds((double)seconds / chosen.Count);
var failures = 0;
foreach (var target in chosen) { failures += new FuzzRun(target, seed, TimeProvider.System).Go(time) ? 0 : 1; }
return failures == 0 ? 0 : 1;
