using System.Text;

namespace Tollgate.Surfaces;

/// <summary>What Anthropic's format says in <c>anthropic_version</c> within the body where a cloud takes it, ready to be written.</summary>
internal sealed class BodyVersion
{
    public BodyVersion(string version)
    {
        Value = Encoding.ASCII.GetBytes($"\"{version}\"");
        Member = [.. "\"anthropic_version\":"u8, .. Value];
        MemberBefore = [.. Member, (byte)','];
    }

    /// <summary>The version, a JSON string with its quotes.</summary>
    public byte[] Value { get; }

    /// <summary>The member, alone or as the last one.</summary>
    public byte[] Member { get; }

    /// <summary>The member in front of another one.</summary>
    public byte[] MemberBefore { get; }
}
