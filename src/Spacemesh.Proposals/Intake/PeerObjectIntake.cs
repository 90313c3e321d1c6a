using Spacemesh.Primitives;

namespace Spacemesh.Proposals.Intake;

/// <summary>
/// The way of one object from a peer into the node: do its steps one after the other, answer each, then read the verdict. An instance
/// serves one object.
/// </summary>
public abstract class PeerObjectIntake
{
    private protected PeerObjectIntake()
    {
    }

    /// <summary>The verdict after the last step.</summary>
    public Verdict Verdict { get; private set; } = Verdict.Ignore("not finished");

    /// <summary>For an ignored object: asking for it again would not help, the hash is done with (spec 06 §13).</summary>
    public bool IsSettled { get; private set; }

    /// <summary>What kept the object out; none while nothing does.</summary>
    public IntakeFault Fault { get; private set; }

    /// <summary>Says of what kind the fault is that comes next.</summary>
    private protected void Blame(IntakeFault fault) => Fault = fault;

    private protected void Accept() => (Verdict, IsSettled) = (Verdict.Accept, false);

    private protected void Reject(string reason) => (Verdict, IsSettled) = (Verdict.Reject(reason), false);

    private protected void Ignore(string reason, bool isSettled = false) => (Verdict, IsSettled) = (Verdict.Ignore(reason), isSettled);

    /// <summary>Whether the step failed; its nature is the object's then.</summary>
    private protected bool Failed(IntakeStep step, string context, IntakeFault fault)
    {
        if (step.Answer.IsAccept)
            return false;
        Blame(fault);
        string reason = $"{context}: {step.Answer.Reason}";
        if (step.Answer.IsReject)
            Reject(reason);
        else
            Ignore(reason);
        return true;
    }
}
