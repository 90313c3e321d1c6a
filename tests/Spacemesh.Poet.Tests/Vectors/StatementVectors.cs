using Spacemesh.Poet.Membership;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Poet.Tests.Vectors;

[VectorFile("03-statement")]
internal sealed class StatementVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var registrations = vector.In.GetProperty("registrations_in_order").EnumerateArray()
            .Select(one => KeyValuePair.Create(NodeId.FromBytes(one.Hex("node_id")), new ReadOnlyMemory<byte>(one.Hex("challenge"))));
        var members = RoundStatement.Order(registrations);
        VectorCase.Equal(
            string.Join(' ', vector.Out.GetProperty("members").EnumerateArray().Select(member => member.GetString())),
            string.Join(' ', members.Select(member => Convert.ToHexStringLower(member.Span))),
            "members");
        VectorCase.Equal(vector.Out.Hex("statement"), RoundStatement.Of(members), "statement");
    }
}
