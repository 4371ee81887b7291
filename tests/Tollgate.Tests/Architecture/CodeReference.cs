namespace Tollgate.Tests.Architecture;

/// <summary>Something that code of the product names: a type, or a member of it.</summary>
/// <param name="From">The type that names it; a nested or compiler-made type counts as the type around it.</param>
/// <param name="To">The type that is named.</param>
/// <param name="Member">The member that is called or read; null where the type itself is meant.</param>
internal sealed record CodeReference(Type From, Type To, string? Member)
{
    /// <summary>As a person would write it.</summary>
    public override string ToString() => $"{From.FullName} uses {To.FullName}{(Member is null ? "" : "." + Member)}";
}
