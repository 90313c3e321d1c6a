using Spacemesh.Services.Smeshing.Signing;
using Spacemesh.Services.Smeshing.Tests.World;

namespace Spacemesh.Services.Smeshing.Tests.Signing;

public sealed class IdentityGuardsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("identity-guards").FullName;

    private readonly NodeId _one = Testbed.Node("01");

    private readonly NodeId _two = Testbed.Node("02");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Moved_key_is_refused_with_where_it_went()
    {
        IdentityTombstone.RequireNone(_folder, [_one, _two]);
        IdentityTombstone.Write(_folder, _two, "the new machine", Testbed.Genesis);
        IdentityTombstone.RequireNone(_folder, [_one]);
        var refusal = Assert.Throws<IdentityMovedException>(() => IdentityTombstone.RequireNone(_folder, [_one, _two]));
        Assert.Contains("the new machine", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("2024-01-01", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"nodeId\":7}")]
    public void Damaged_tombstone_still_counts(string text)
    {
        File.WriteAllText(IdentityTombstone.PathIn(_folder, _one), text);
        Assert.Throws<IdentityMovedException>(() => IdentityTombstone.RequireNone(_folder, [_one]));
    }

    [Fact]
    public void Key_is_for_one_node_of_the_machine()
    {
        using (IdentityLock.Acquire(_folder, [_one, _two]))
        {
            Assert.Equal(_two, Assert.Throws<IdentityInUseException>(() => IdentityLock.Acquire(_folder, [_two])).Identity);
        }

        IdentityLock.Acquire(_folder, [_two]).Dispose();
    }

    [Fact]
    public void Machine_has_one_name() => Assert.Equal(MachineId.Read(), MachineId.Read());
}
