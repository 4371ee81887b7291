using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Storage.Remote;

/// <summary>Tests that share one InfluxDB, each with a database of its own.</summary>
[CollectionDefinition("influx")]
public sealed class InfluxCollection : ICollectionFixture<InfluxServer>;
