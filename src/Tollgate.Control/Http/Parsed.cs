using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Http;

namespace Tollgate.Control.Http;

/// <summary>Something read from a request, or the answer that refuses it.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Parsed<T>(T? Value, IResult? Refusal)
    where T : class
{
    /// <summary>It could be read.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool Ok => Refusal is null;
}
