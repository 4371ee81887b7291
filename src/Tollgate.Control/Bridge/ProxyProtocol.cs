using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Tollgate.Listening;

namespace Tollgate.Control.Bridge;

/// <summary>Takes the PROXY header off each tunnelled connection before its first frame, and knows those that are open.</summary>
internal sealed class ProxyProtocol(TimeProvider time)
{
    /// <summary>For the whole header: the engine sends it in one piece.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<ConnectionContext, IConnectionLifetimeNotificationFeature> _open = new();

    /// <summary>Tells every open connection's client to go elsewhere (GOAWAY); requests under way finish.</summary>
    public void EndAll()
    {
        foreach (var connection in _open.Values)
        {
            connection.RequestClose();
        }
    }

    public async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (await ReadAsync(connection) is not { } facts)
        {
            connection.Abort(new ConnectionAbortedException("The connection does not begin with the engine's PROXY header."));
            return;
        }

        connection.Features.Set(facts);
        connection.RemoteEndPoint = facts.Peer;
        if (facts.TlsProtocol is not null)
        {
            var tls = new TunnelTls();
            connection.Features.Set<ITlsConnectionFeature>(tls);
            connection.Features.Set<ITlsApplicationProtocolFeature>(tls);
        }

        if (connection.Features.Get<IConnectionLifetimeNotificationFeature>() is { } lifetime)
        {
            _open.TryAdd(connection, lifetime);
        }

        try
        {
            await next(connection);
        }
        finally
        {
            _open.TryRemove(connection, out _);
        }
    }

    private async Task<ProxyFacts?> ReadAsync(ConnectionContext connection)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        var input = connection.Transport.Input;
        try
        {
            while (true)
            {
                var result = await input.ReadAsync(limit.Token);
                var (status, length, facts) = Read(result.Buffer);
                if (status == ProxyReadStatus.Ok)
                {
                    input.AdvanceTo(result.Buffer.GetPosition(length));
                    return facts;
                }

                input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
                if (status == ProxyReadStatus.Bad || result.IsCompleted)
                {
                    return null;
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ConnectionAbortedException)
        {
            return null;
        }
    }

    private static (ProxyReadStatus Status, int Length, ProxyFacts? Facts) Read(in ReadOnlySequence<byte> buffer)
    {
        Span<byte> bytes = stackalloc byte[ProxyHeader.FixedBytes + ProxyHeader.MaxBytes];
        var count = (int)Math.Min(buffer.Length, bytes.Length);
        buffer.Slice(0, count).CopyTo(bytes);
        var status = ProxyHeaderReader.Read(bytes[..count], out var length, out var facts);
        return (status, length, facts);
    }
}
