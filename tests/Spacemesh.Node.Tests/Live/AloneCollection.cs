namespace Spacemesh.Node.Tests.Live;

/// <summary>Tests that need the machine's processors for themselves: nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection : ICollectionFixture<LiveNode>
{
    public const string Name = "alone";
}
