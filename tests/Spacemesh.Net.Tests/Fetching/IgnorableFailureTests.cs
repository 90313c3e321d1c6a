using Spacemesh.Net.Tests.Support;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;

namespace Spacemesh.Net.Tests.Fetching;

/// <summary>The table of batch errors of spec 08 §7.1.</summary>
public sealed class IgnorableFailureTests
{
    [Theory]
    [InlineData("", true)]
    [InlineData("error", false)]
    [InlineData("reject", true)]
    [InlineData("settled", true)]
    [InlineData("reject settled", true)]
    [InlineData("error reject", false)]
    public void A_failure_is_ignorable_when_asking_again_is_of_no_use(string verdicts, bool isIgnorable)
    {
        var failure = Failure(verdicts);
        Assert.Equal(isIgnorable, failure.IsIgnorable);
        // Nested: what fails by it is as ignorable.
        var worst = failure.Worst;
        if (verdicts != "error reject")
            Assert.Equal(isIgnorable, worst.IsReject || worst.IsSettled);
    }

    private static ObjectFetchException Failure(string verdicts)
    {
        int index = 0;
        return new ObjectFetchException(ObjectKind.Atx, verdicts.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToDictionary(
            _ => FetchWorld.IdOf($"{index++}"),
            verdict => verdict switch { "reject" => Verdict.Reject("r"), "settled" => Verdict.Settled("s"), _ => Verdict.Ignore("e") }));
    }
}
