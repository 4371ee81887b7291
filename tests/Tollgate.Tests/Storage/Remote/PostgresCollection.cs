using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Storage.Remote;

/// <summary>Tests that share one PostgreSQL, each with a database of its own.</summary>
[CollectionDefinition("postgres")]
public sealed class PostgresCollection : ICollectionFixture<PostgresServer>;
