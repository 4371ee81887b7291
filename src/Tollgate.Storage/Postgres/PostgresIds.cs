using Tollgate.Recording;

namespace Tollgate.Storage.Postgres;

/// <summary>Record ids as <c>uuid</c>: the same sixteen bytes in the same order.</summary>
internal static class PostgresIds
{
    public static Guid ToGuid(RecordId id)
    {
        Span<byte> bytes = stackalloc byte[RecordId.Bytes];
        id.Write(bytes);
        return new Guid(bytes, bigEndian: true);
    }

    public static RecordId FromGuid(Guid id)
    {
        Span<byte> bytes = stackalloc byte[RecordId.Bytes];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return RecordId.Read(bytes);
    }
}
