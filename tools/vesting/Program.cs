return Spacemesh.Vesting.VestingTool.Run(args, Console.Out, Console.Error);
