using Tollgate.Storage;

namespace Tollgate.Tests.Storage.Remote;

/// <summary>
/// Options for tests that ask what is there, not how fast: the limit of a question counts on the server's own clock, and a machine that is
/// busy with other tests has taken more than a second for a small one.
/// </summary>
internal static class PatientOptions
{
    public static RequestLogOptions Default { get; } = new() { QuestionLimit = TimeSpan.FromMinutes(1) };
}
