using System.Text;
using Tollgate.Http1;
using Tollgate.Listening;
using Tollgate.Loops;

namespace Tollgate.Upstreams.Demo;

/// <summary>The request in hand of one connection to the fake provider.</summary>
internal sealed class DemoRequest(Transport transport, DemoOptions options)
{
    private static readonly byte[] ContinueBytes = HttpWriter.Continue.ToArray();

    private readonly ReceiveBuffer _input = new(transport);
    private readonly RequestHead _head = new();
    private DemoDice _dice = new((ulong)(options.Seed + options.Store.NextSerial()));
    private DemoOrders _orders;
    private RequestBody? _body;

    public DemoOptions Options => options;

    public HttpVerb Verb => _head.Verb;

    public bool IsHttp10 => _head.MinorVersion == 0;

    public bool KeepAlive => _head.KeepAlive && !IsHttp10;

    public DemoTarget Target { get; private set; }

    /// <summary>The query asks for server-sent events, as Gemini's clients do.</summary>
    public bool AsksForEvents { get; private set; }

    public DemoOrders Orders => _orders;

    /// <summary>The whole body, until <see cref="Finish"/>.</summary>
    public ReadOnlyMemory<byte> Body => _body!.Memory;

    /// <summary>Receives the next request whole: 0, or the status to refuse it with, or -1 when there is none.</summary>
    public async LoopTask<int> ReceiveAsync()
    {
        while (_input.Count == 0 || _head.Parse(_input.Unread, HeadLimits.Default) == HeadStatus.Incomplete)
        {
            if (!await _input.FillAsync())
            {
                return -1;
            }
        }

        if (_head.Problem != HeadProblem.None)
        {
            return HeadProblems.Describe(_head.Problem).Status;
        }

        ReadHead(_input.Unread);
        var body = _body ??= new RequestBody(_input, options.Store.Memory);
        body.Begin(_head);
        var status = body.Absorb();
        if (_head.ExpectContinue && body.Received == 0 && status == BodyStatus.More)
        {
            await transport.SendAsync(ContinueBytes);
        }

        while (status == BodyStatus.More)
        {
            status = await body.ReadMoreAsync(options.MaxBodyBytes);
        }

        return status switch
        {
            BodyStatus.Complete => body.Received <= options.MaxBodyBytes ? 0 : 413,
            BodyStatus.TooLarge => 413,
            BodyStatus.Malformed => 400,
            BodyStatus.NoMemory => 503,
            _ => -1,
        };
    }

    /// <summary>The body names its model: it may be an order.</summary>
    public void TakeModel(string model)
    {
        if (options.TakesOrders)
        {
            _orders.TakeModel(model);
        }
    }

    /// <summary>The request has been understood: its bytes are dropped. Does nothing the second time.</summary>
    public void Finish() => _body?.Finish();

    public void Release()
    {
        Finish();
        _input.Release();
    }

    private void ReadHead(ReadOnlySpan<byte> bytes)
    {
        Target = DemoTarget.Of(_head.Path.Of(bytes));
        AsksForEvents = _head.Query.Of(bytes).IndexOf("alt=sse"u8) >= 0;
        _orders = DemoOrders.Of(options, ref _dice);
        if (!options.TakesOrders)
        {
            return;
        }

        for (var i = 0; i < _head.FieldCount; i++)
        {
            ref readonly var field = ref _head.FieldAt(i);
            var name = field.Name.Of(bytes);
            if (field.Known == KnownField.Other && name.Length > 7 && Ascii.EqualsIgnoreCase(name[..7], "x-mock-"u8))
            {
                _orders.Take(name, field.Value.Of(bytes));
            }
        }
    }
}
