using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Tollgate.Admission;
using Tollgate.Attempts;
using Tollgate.Http1;
using Tollgate.Loops;
using Tollgate.Surfaces;

namespace Tollgate.Streaming;

/// <summary>
/// The limits of the provider account as the head of a translated answer tells them, told again as the client's own vendor would: OpenAI's
/// <c>x-ratelimit-*</c> and Anthropic's <c>anthropic-ratelimit-*</c> of requests and of tokens mean the same. What only one of them has (limits of input or
/// output tokens alone) is left out.
/// </summary>
internal struct TranslatedLimits
{
    private const string Moment = "yyyy-MM-ddTHH:mm:ssZ";

    private Reading _requests;
    private Reading _tokens;

    /// <summary>Reads the head; forgets what was read before.</summary>
    /// <param name="answer">It.</param>
    /// <param name="bytes">The bytes that it was parsed from.</param>
    /// <param name="unixMs">The wall clock: resets are moments in one family and times to wait in the other.</param>
    public void Read(ResponseHead answer, ReadOnlySpan<byte> bytes, long unixMs)
    {
        this = default;
        for (var i = 0; i < answer.FieldCount; i++)
        {
            ref readonly var field = ref answer.FieldAt(i);
            if (field.Known == KnownField.RateLimit)
            {
                Take(field.Name.Of(bytes), field.Value.Of(bytes), unixMs);
            }
        }
    }

    /// <summary>Writes whole header lines for a client; none where its format has no such fields.</summary>
    public readonly void Write(SendBuffer to, Dialect client, long unixMs)
    {
        if (client is Dialect.OpenAi or Dialect.Anthropic)
        {
            Write(to, _requests, "requests"u8, client, unixMs);
            Write(to, _tokens, "tokens"u8, client, unixMs);
        }
    }

    private static void Write(SendBuffer to, Reading reading, ReadOnlySpan<byte> kind, Dialect client, long unixMs)
    {
        if (reading.Limit is > 0 and var limit)
        {
            Begin(to, kind, "limit"u8, client);
            to.Write(limit - 1);
            to.Write("\r\n"u8);
        }

        if (reading.Remaining is > 0 and var remaining)
        {
            Begin(to, kind, "remaining"u8, client);
            to.Write(remaining - 1);
            to.Write("\r\n"u8);
        }

        if (reading.ResetMs is > 0 and var reset)
        {
            Begin(to, kind, "reset"u8, client);
            WriteReset(to, reset - 1, client, unixMs);
            to.Write("\r\n"u8);
        }
    }

    private static void Begin(SendBuffer to, ReadOnlySpan<byte> kind, ReadOnlySpan<byte> what, Dialect client)
    {
        var isOpenAi = client == Dialect.OpenAi;
        to.Write(isOpenAi ? "x-ratelimit-"u8 : "anthropic-ratelimit-"u8);
        to.Write(isOpenAi ? what : kind);
        to.Write("-"u8);
        to.Write(isOpenAi ? kind : what);
        to.Write(": "u8);
    }

    private static void WriteReset(SendBuffer to, long resetMs, Dialect client, long unixMs)
    {
        const int MaxBytes = 32;
        var room = to.Reserve(MaxBytes);
        if (client == Dialect.OpenAi)
        {
            to.Advance(LimitHeaders.WriteDuration(room, resetMs));
            return;
        }

        // Up to the whole second behind it: a client that waits so long does not come too early.
        DateTimeOffset.FromUnixTimeSeconds((unixMs + resetMs + 999) / 1000).UtcDateTime.TryFormat(room, out var written, Moment, CultureInfo.InvariantCulture);
        to.Advance(written);
    }

    private void Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, long unixMs)
    {
        var rest = After(name, "x-ratelimit-"u8);
        if (!rest.IsEmpty)
        {
            var dash = rest.IndexOf((byte)'-');
            Take(dash < 0 ? default : rest[(dash + 1)..], dash < 0 ? default : rest[..dash], value, unixMs);
            return;
        }

        rest = After(name, "anthropic-ratelimit-"u8);
        var last = rest.LastIndexOf((byte)'-');
        Take(last < 0 ? default : rest[..last], last < 0 ? default : rest[(last + 1)..], value, unixMs);
    }

    private void Take(ReadOnlySpan<byte> kind, ReadOnlySpan<byte> what, ReadOnlySpan<byte> value, long unixMs)
    {
        if (Is(kind, "requests"u8))
        {
            Take(ref _requests, what, value, unixMs);
        }
        else if (Is(kind, "tokens"u8))
        {
            Take(ref _tokens, what, value, unixMs);
        }
    }

    private static void Take(ref Reading reading, ReadOnlySpan<byte> what, ReadOnlySpan<byte> value, long unixMs)
    {
        if (Is(what, "reset"u8))
        {
            reading.ResetMs = RetryAfter.ParseReset(value, unixMs) + 1;
        }
        else if (Utf8Parser.TryParse(value, out long number, out var used) && used == value.Length && number is >= 0 and < long.MaxValue)
        {
            reading.Limit = Is(what, "limit"u8) ? number + 1 : reading.Limit;
            reading.Remaining = Is(what, "remaining"u8) ? number + 1 : reading.Remaining;
        }
    }

    private static ReadOnlySpan<byte> After(ReadOnlySpan<byte> name, ReadOnlySpan<byte> start) =>
        name.Length > start.Length && Is(name[..start.Length], start) ? name[start.Length..] : default;

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> lower) => name.Length == lower.Length && Ascii.EqualsIgnoreCase(name, lower);

    /// <summary>One kind of limit; each figure is one more than told, so that 0 means that it was not.</summary>
    private struct Reading
    {
        public long Limit;
        public long Remaining;
        public long ResetMs;
    }
}
