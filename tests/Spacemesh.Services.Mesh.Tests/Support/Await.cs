namespace Spacemesh.Services.Mesh.Tests.Support;

internal static class Await
{
    /// <summary>Waits for work that runs on the caller only, and throws what it throws.</summary>
    public static void Now(Task task)
    {
        Assert.True(task.IsCompleted, "the work waits for something");
#pragma warning disable VSTHRD002 // The task is complete.
        task.GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
    }

    /// <inheritdoc cref="Now(Task)"/>
    public static T Now<T>(Task<T> task)
    {
        Now((Task)task);
#pragma warning disable VSTHRD002 // The task is complete.
        return task.GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
    }
}
