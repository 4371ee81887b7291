using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Sdk;

/// <summary>Where calls of an SDK may end up: each engine, with the demo provider inside the gateway and with the mock behind it.</summary>
public static class SdkCases
{
    public static MatrixTheoryData<string, string> All() => new([.. Engines.All().Select(row => row.Data)], ["demo", "mock"]);
}
