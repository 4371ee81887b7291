using Tollgate.Exchange;
using Tollgate.Exchange.Images;

namespace Tollgate.Upstreams.Gemini;

/// <summary>A size in Google's terms: a shape, and a class of size.</summary>
/// <param name="Ratio">Width to height, such as <c>16:9</c>.</param>
/// <param name="Class"><c>2K</c> or <c>4K</c>; empty for what every model draws, 1K.</param>
internal readonly record struct PictureShape(string Ratio, string Class)
{
    /// <summary>A side of this many pixels begins the class.</summary>
    private const int LargeSide = 2000;

    /// <summary>A side of this many pixels begins the class.</summary>
    private const int HugeSide = 3000;

    /// <summary>Side of a square of the smallest class, in pixels; those of the others are two and four times as long.</summary>
    private const int SquareSide = 1024;

    /// <summary>Shapes that Gemini's models draw.</summary>
    private static readonly (int Width, int Height)[] GeminiRatios =
        [(1, 1), (2, 3), (3, 2), (3, 4), (4, 3), (4, 5), (5, 4), (9, 16), (16, 9), (21, 9)];

    /// <summary>Shapes that Imagen draws.</summary>
    private static readonly (int Width, int Height)[] ImagenRatios = [(1, 1), (3, 4), (4, 3), (9, 16), (16, 9)];

    /// <summary>The nearest to what is asked for. Where it is not just that, the loss is noted.</summary>
    /// <param name="size">What is asked for.</param>
    /// <param name="isImagen">For Imagen, else for Gemini.</param>
    /// <param name="classes">Classes that the model has: 1, 2 (up to 2K) or 3 (up to 4K).</param>
    /// <param name="notes">Where the loss is noted.</param>
    public static PictureShape Of(PictureSize size, bool isImagen, int classes, TranslationNotes notes)
    {
        var (width, height) = Nearest(isImagen ? ImagenRatios : GeminiRatios, size);
        var wanted = size.Longest >= HugeSide ? 3 : size.Longest >= LargeSide ? 2 : 1;
        var drawn = Math.Min(wanted, classes);
        if (size.Width != size.Height || size.Width != SquareSide << (drawn - 1))
        {
            notes.Lose("size", Loss.Setting, "Google's models take a shape and a class of size, not pixels");
        }

        return new PictureShape($"{width}:{height}", drawn switch { 3 => "4K", 2 => "2K", _ => string.Empty });
    }

    private static (int Width, int Height) Nearest((int Width, int Height)[] ratios, PictureSize size)
    {
        var wanted = Math.Log((double)size.Width / size.Height);
        var best = ratios[0];
        foreach (var ratio in ratios)
        {
            if (Distance(ratio, wanted) < Distance(best, wanted))
            {
                best = ratio;
            }
        }

        return best;
    }

    private static double Distance((int Width, int Height) ratio, double wanted) => Math.Abs(Math.Log((double)ratio.Width / ratio.Height) - wanted);
}
