using Tollgate.Exchange.Unary;

namespace Tollgate.Exchange.Images;

/// <summary>Pictures that were made.</summary>
internal sealed class ImageAnswer : UnaryAnswer
{
    /// <summary>In the provider's order.</summary>
    public List<Picture> Pictures { get; } = [];
}
