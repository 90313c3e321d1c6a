using Spacemesh.Poet.Server.Registration;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Poet.Tests.Vectors;

[VectorFile("03-round-submit")]
internal sealed class RoundSubmitVectors : VectorSuite, IDisposable
{
    private static readonly RoundMembersOptions Limits = new(MaxMembers: 3, MaxBatch: 2, FlushAfter: TimeSpan.FromDays(1));

    private readonly TemporaryFolder _folder = new();

    public override void Check(VectorCase vector)
    {
        if (vector.In.Has("steps"))
        {
            CheckSteps(vector);
        }
        else if (vector.Out.Has("members"))
        {
            using var reopened = new RoundMembers(_folder["round"], 1, Limits, TimeProvider.System);
            VectorCase.Equal(vector.Out.I32("members"), reopened.Count, "members after reopening");
        }
        else
        {
            // The reference leaves an empty folder behind where a round was required to exist; asking leaves nothing here.
            VectorCase.Equal(vector.Out.Flag("ok"), RoundMembers.Exists(_folder["other"]), "existence");
            VectorCase.Equal(false, Directory.Exists(_folder["other"]), "folder");
        }
    }

    public void Dispose() => _folder.Dispose();

    private void CheckSteps(VectorCase vector)
    {
        using var round = new RoundMembers(_folder["round"], 1, Limits, TimeProvider.System);
        foreach (var (step, expected) in vector.In.GetProperty("steps").EnumerateArray().Zip(vector.Out.GetProperty("results").EnumerateArray()))
        {
            var outcome = round.Submit(NodeId.FromBytes(step.Hex("submit")), Hash32.FromBytes(step.Hex("challenge")), out _);
            string? text = outcome switch
            {
                RegistrationOutcome.Accepted => null,
                RegistrationOutcome.Repeated => $"challenge is already submitted: key: {step.Text("submit").ToUpperInvariant()}",
                RegistrationOutcome.Conflict => "conflicting registration",
                RegistrationOutcome.Full => "maximum number of round members reached",
                _ => outcome.ToString(),
            };
            VectorCase.Equal(expected.Has("error") ? expected.Text("error") : null, text, "outcome");
            VectorCase.Equal(expected.I32("members"), round.Count, "members");
            VectorCase.Equal(expected.I32("pending"), round.Pending, "pending");
        }
    }
}
