using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Tollgate.Forwarding;
using Tollgate.Loops;

namespace Tollgate.Upstreams.Bedrock;

/// <summary>
/// Amazon's signature version 4 over a request: host, time, session token, path, query and the exact bytes of the body. Safe from any thread.
/// </summary>
/// <param name="accessKeyId">Id of the access key.</param>
/// <param name="secret">The secret access key.</param>
/// <param name="sessionToken">Token of a temporary key; null for a lasting one.</param>
/// <param name="region">The region, such as <c>us-east-1</c>.</param>
/// <param name="service">The service, such as <c>bedrock</c>.</param>
internal sealed class AmazonSignature(string accessKeyId, string secret, string? sessionToken, string region, string service) : RequestCredential
{
    private const int DateLength = 8;
    private const int TimeLength = 16;
    private const int HashLength = SHA256.HashSizeInBytes;
    private const int FixedBytes = 512;

    private readonly byte[] _keyId = Encoding.ASCII.GetBytes(accessKeyId);
    private readonly byte[] _secret = Encoding.ASCII.GetBytes("AWS4" + secret);
    private readonly byte[]? _token = sessionToken is null ? null : Encoding.ASCII.GetBytes(sessionToken);
    private readonly byte[] _region = Encoding.ASCII.GetBytes(region);
    private readonly byte[] _service = Encoding.ASCII.GetBytes(service);

    /// <summary>The key of one day, which is made of the secret in four steps: kept, since most requests are of the same day.</summary>
    private DayKey? _day;

    /// <inheritdoc/>
    public override bool CoversBody => true;

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Secret => _token;

    private ReadOnlySpan<byte> SignedHeaders => _token is null ? "host;x-amz-date"u8 : "host;x-amz-date;x-amz-security-token"u8;

    /// <inheritdoc/>
    public override void Write(SendBuffer bytes, in SignedRequest request)
    {
        Span<byte> time = stackalloc byte[TimeLength];
        AmazonTime.Write(time, request.UnixSeconds);
        Span<byte> signature = stackalloc byte[HashLength];
        Sign(request, time, signature);

        bytes.Write("x-amz-date: "u8);
        bytes.Write(time);
        bytes.Write("\r\n"u8);
        if (_token is not null)
        {
            bytes.Write("x-amz-security-token: "u8);
            bytes.Write(_token);
            bytes.Write("\r\n"u8);
        }

        bytes.Write("authorization: AWS4-HMAC-SHA256 Credential="u8);
        bytes.Write(_keyId);
        bytes.Write("/"u8);
        WriteScope(bytes, time[..DateLength]);
        bytes.Write(", SignedHeaders="u8);
        bytes.Write(SignedHeaders);
        bytes.Write(", Signature="u8);
        Convert.TryToHexStringLower(signature, bytes.Reserve(2 * HashLength), out var written);
        bytes.Advance(written);
        bytes.Write("\r\n"u8);
    }

    private void Sign(in SignedRequest request, ReadOnlySpan<byte> time, Span<byte> signature)
    {
        var scratch = ArrayPool<byte>.Shared.Rent(FixedBytes + (4 * request.Target.Length) + request.Host.Length + (_token?.Length ?? 0));
        try
        {
            var writer = new SpanWriter(scratch);
            WriteCanonical(ref writer, request, time);
            Span<byte> hash = stackalloc byte[HashLength];
            SHA256.HashData(writer.Written, hash);

            writer = new SpanWriter(scratch);
            writer.Write("AWS4-HMAC-SHA256\n"u8);
            writer.Write(time);
            writer.Write("\n"u8);
            writer.Write(time[..DateLength]);
            writer.Write("/"u8);
            writer.Write(_region);
            writer.Write("/"u8);
            writer.Write(_service);
            writer.Write("/aws4_request\n"u8);
            writer.WriteHex(hash);
            HMACSHA256.HashData(KeyOf(time[..DateLength]), writer.Written, signature);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch, clearArray: true);
        }
    }

    private void WriteCanonical(ref SpanWriter writer, in SignedRequest request, ReadOnlySpan<byte> time)
    {
        var query = request.Target.IndexOf((byte)'?');
        writer.Write(request.Method);
        writer.Write("\n"u8);
        CanonicalTarget.WritePath(ref writer, query < 0 ? request.Target : request.Target[..query]);
        writer.Write("\n"u8);
        CanonicalTarget.WriteQuery(ref writer, query < 0 ? default : request.Target[(query + 1)..]);
        writer.Write("\nhost:"u8);
        writer.Write(request.Host);
        writer.Write("\nx-amz-date:"u8);
        writer.Write(time);
        if (_token is not null)
        {
            writer.Write("\nx-amz-security-token:"u8);
            writer.Write(_token);
        }

        writer.Write("\n\n"u8);
        writer.Write(SignedHeaders);
        writer.Write("\n"u8);
        if (request.IsBodyUnknown)
        {
            writer.Write("UNSIGNED-PAYLOAD"u8);
            return;
        }

        Span<byte> hash = stackalloc byte[HashLength];
        SHA256.HashData(request.Body, hash);
        writer.WriteHex(hash);
    }

    private void WriteScope(SendBuffer bytes, ReadOnlySpan<byte> date)
    {
        bytes.Write(date);
        bytes.Write("/"u8);
        bytes.Write(_region);
        bytes.Write("/"u8);
        bytes.Write(_service);
        bytes.Write("/aws4_request"u8);
    }

    private byte[] KeyOf(ReadOnlySpan<byte> date)
    {
        var day = Volatile.Read(ref _day);
        if (day is null || !date.SequenceEqual(day.Date))
        {
            var key = HMACSHA256.HashData(_secret, date);
            key = HMACSHA256.HashData(key, _region);
            key = HMACSHA256.HashData(key, _service);
            day = new DayKey(date.ToArray(), HMACSHA256.HashData(key, "aws4_request"u8));
            Volatile.Write(ref _day, day);
        }

        return day.Key;
    }

    private sealed class DayKey(byte[] date, byte[] key)
    {
        public byte[] Date { get; } = date;

        public byte[] Key { get; } = key;
    }
}
