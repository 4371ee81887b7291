namespace Tollgate.Exchange.Images;

/// <summary>Width and height in pixels.</summary>
/// <param name="Width">0 where the model may choose.</param>
/// <param name="Height">0 where the model may choose.</param>
internal readonly record struct PictureSize(int Width, int Height)
{
    /// <summary>The client asked for a size.</summary>
    public bool IsGiven => Width > 0;

    /// <summary>The longer side.</summary>
    public int Longest => Math.Max(Width, Height);
}
