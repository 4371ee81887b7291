using System.Net.Sockets;
using Npgsql;
using Tollgate.Control.Outbound;

namespace Tollgate.Storage.Health;

/// <summary>Sorts what drivers throw into <see cref="StoreFault"/>, and describes it without repeating texts of theirs, which may quote rows.</summary>
internal static class StoreFaults
{
    public static StoreException Classify(string store, Exception failure)
    {
        if (failure is StoreException known) { return known; }
        var fault = FaultOf(failure);
        return new StoreException(fault, $"{store}: {Describe(failure)}");
    }

    public static StoreFault FaultOf(Exception failure) => failure switch
    {
        StoreException known => known.Fault,
        PostgresException postgres => OfSqlState(postgres.SqlState),
        OperationCanceledException or TimeoutException => StoreFault.Timeout,
        OutboundRefusedException => StoreFault.Refused,
        SocketException { SocketErrorCode: SocketError.TimedOut } => StoreFault.Timeout,
        SocketException or EndOfStreamException => StoreFault.Refused,
        { InnerException: { } inner } => FaultOf(inner),
        HttpRequestException or IOException or NpgsqlException => StoreFault.Refused,
        _ => StoreFault.Other,
    };

    private static StoreFault OfSqlState(string state) => state switch
    {
        PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable => StoreFault.Timeout,
        PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.InsufficientPrivilege => StoreFault.Auth,
        _ when state.StartsWith("28", StringComparison.Ordinal) => StoreFault.Auth,
        _ when state.StartsWith("53", StringComparison.Ordinal) => StoreFault.Full,
        _ when state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("57P", StringComparison.Ordinal) => StoreFault.Refused,
        _ => StoreFault.Other,
    };

    private static string Describe(Exception failure) => failure switch
    {
        PostgresException postgres => $"the server answered with SQLSTATE {postgres.SqlState}",
        OutboundRefusedException refused => refused.Message,
        SocketException socket => $"no connection ({socket.SocketErrorCode})",
        OperationCanceledException or TimeoutException => "no answer in time",
        { InnerException: { } inner } => Describe(inner),
        _ => failure.GetType().Name,
    };
}
