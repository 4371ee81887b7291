using System.Collections.ObjectModel;
using System.Text;
using Tollgate.Admission;

namespace Tollgate.Keys;

/// <summary>Who makes a request, as its key says. Immutable; an edit of the key makes another one.</summary>
internal sealed class Caller
{
    private readonly DateTimeOffset? _expiresAt;
    private readonly long _expiresAtUnixMs = long.MaxValue;

    /// <summary>Number of the key within its table, from 0 without gaps: indexes per-key arrays.</summary>
    public required int KeyId { get; init; }

    /// <summary>Name of the key: the stable identity that limits and logs use. Not secret.</summary>
    public required string Name
    {
        get;
        init
        {
            field = value;
            NameUtf8 = Encoding.UTF8.GetBytes(value);
        }
    }

    /// <summary><see cref="Name"/> as the log writes it.</summary>
    public byte[] NameUtf8 { get; private init; } = [];

    /// <summary>Organisation that the key belongs to; empty for none.</summary>
    public string Org
    {
        get;
        init
        {
            field = value;
            OrgUtf8 = Encoding.UTF8.GetBytes(value);
        }
    } = "";

    /// <summary><see cref="Org"/> as the log writes it.</summary>
    public byte[] OrgUtf8 { get; private init; } = [];

    /// <summary>Team within the organisation; empty for none.</summary>
    public string Team
    {
        get;
        init
        {
            field = value;
            TeamUtf8 = Encoding.UTF8.GetBytes(value);
        }
    } = "";

    /// <summary><see cref="Team"/> as records write it.</summary>
    public byte[] TeamUtf8 { get; private init; } = [];

    /// <summary>Person or service that the key was given to; empty for none.</summary>
    public string User
    {
        get;
        init
        {
            field = value;
            UserUtf8 = Encoding.UTF8.GetBytes(value);
        }
    } = "";

    /// <summary><see cref="User"/> as records write it.</summary>
    public byte[] UserUtf8 { get; private init; } = [];

    /// <summary>The team as one of its organisation, <c>org/team</c>: organisations may have teams of the same name. Empty for none.</summary>
    public string TeamId => field ??= WithinOrg(Org, Team);

    /// <summary>The user as one of its organisation, <c>org/user</c>. Empty for none.</summary>
    public string UserId => field ??= WithinOrg(Org, User);

    /// <summary>Id of the key in the control store; empty for a key of the configuration.</summary>
    public string StoredId
    {
        get;
        init
        {
            field = value;
            StoredIdUtf8 = Encoding.UTF8.GetBytes(value);
        }
    } = "";

    /// <summary><see cref="StoredId"/> as records write it.</summary>
    public byte[] StoredIdUtf8 { get; private init; } = [];

    /// <summary>Stands for the key where its name is too long to carry along; the same for as long as the process runs, and in every replica.</summary>
    public ulong Seed => field == 0 ? field = Balancing.StickyHash.Of(Encoding.UTF8.GetBytes(StoredId + "|" + Name)) : field;

    /// <summary>Hash of the credential: what a running stream is checked by again.</summary>
    public KeyHash Hash { get; init; }

    /// <summary>The key's own notes, such as a cost centre.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Prompts and answers of this key are kept, where the configuration permits it at all.</summary>
    public bool CaptureContent { get; init; }

    /// <summary>Models that the key may use.</summary>
    public ModelPolicy Models { get; init; } = ModelPolicy.All;

    /// <summary>The key may make calls that name no model, which show one provider account to whoever makes them.</summary>
    public bool Passthrough { get; init; }

    /// <summary>From this moment on the key is refused; null for never.</summary>
    public DateTimeOffset? ExpiresAt
    {
        get => _expiresAt;
        init
        {
            _expiresAt = value;
            _expiresAtUnixMs = value?.ToUnixTimeMilliseconds() ?? long.MaxValue;
        }
    }

    /// <summary>A key that is switched off is refused like one that does not exist.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Requests per minute that the key may make, in place of the rules that say so for keys; null for theirs.</summary>
    public long? RequestsPerMinute { get; init; }

    /// <summary>The cells of limits that hang on it, as last looked up. Any loop may: all find the same.</summary>
    public CallerLimits? Limits { get; set; }

    /// <summary>A name as one of an organisation; empty for an empty name.</summary>
    public static string WithinOrg(string org, string name) => name.Length == 0 ? "" : $"{org}/{name}";

    /// <summary>Whether the key has expired at this wall-clock time.</summary>
    public bool IsExpired(long nowUnixMilliseconds) => nowUnixMilliseconds >= _expiresAtUnixMs;
}
